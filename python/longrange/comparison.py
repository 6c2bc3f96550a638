"""`longrange.compare`."""

from __future__ import annotations

import glob
import json
import os
import subprocess
import tempfile
from dataclasses import dataclass
from typing import Any, Dict, List, Optional, Sequence, Union

from .errors import LongrangeError
from .node_process import COMMAND, find_node
from .result import Figure, Page, Result

FILES = {"data": "comparison.json", "html": "comparison.html", "markdown": "comparison.md"}


@dataclass(frozen=True, repr=False)
class Comparison(Page):
    """Differences between models, tested on the same documents. `print(comparison)` shows the answer and the primary measures."""

    #: The whole comparison, as in comparison.json.
    data: Dict[str, Any]
    #: The report, a page of its own.
    html: str
    #: The report in Markdown.
    markdown: str

    def __repr__(self) -> str:
        return f"Comparison({', '.join(self.labels())})"

    def __str__(self) -> str:
        head, about, scope = self.markdown.split("\n\n")[:3]
        lines = [about.strip("*"), head.lstrip("# ") + ".", scope, ""]
        for measure in self.data["measures"]:
            if measure["family"] == "primary" and measure["range"] is None:
                values = zip(self.labels(), measure["values"])
                lines.append(f"{measure['title']}: " + ", ".join(f"{label} {figure_of(measure, value)}" for label, value in values))
        return "\n".join(lines)

    def labels(self) -> List[str]:
        return [one["label"] for one in self.data["contenders"]]

    def frame(self) -> Any:
        """The differences as a pandas.DataFrame: a row for each measure, range of distances (NaN: overall) and pair of models, with the values of
        both, that of `a` minus that of `b` (of `characters`, their logarithms) with its 95 % interval, the p-value, the same corrected for the
        number of tests, and the verdict: the better model, or `hint` (only the interval excludes 0), `open` or `withheld` (a bound allows none).
        """
        import pandas

        labels = self.labels()
        rows: List[Dict[str, Any]] = []
        for measure in self.data["measures"]:
            distances = measure["range"] or {}
            for one in measure["differences"]:
                interval = one["interval"] or {}
                rows.append(
                    {
                        **{name: measure[name] for name in ("measure", "unit", "family")},
                        **{name: distances.get(name) for name in ("from", "to")},
                        **{side: labels[one[side]] for side in ("a", "b")},
                        **{f"value_{side}": measure["values"][one[side]]["estimate"] for side in ("a", "b")},
                        "difference": one["difference"],
                        **{name: interval.get(name) for name in ("low", "high")},
                        "p": one["pValue"],
                        "p_corrected": one["adjustedPValue"],
                        "verdict": labels[one[one["verdict"]]] if one["verdict"] in ("a", "b") else one["verdict"],
                        "title": measure["title"],
                    }
                )
        frame = pandas.DataFrame(rows).set_index("measure")
        return frame.astype({one: float for one in ("from", "to", "value_a", "value_b", "difference", "low", "high")})

    def save(self, folder: str) -> None:
        """Writes `comparison.json`, `comparison.html` and `comparison.md`."""
        os.makedirs(folder, exist_ok=True)
        parts = {**vars(self), "data": json.dumps(self.data, ensure_ascii=False, indent=2)}
        for name, path in FILES.items():
            with open(os.path.join(folder, path), "w", encoding="utf-8") as file:
                file.write(parts[name])


def figure_of(measure: Dict[str, Any], value: Dict[str, Any]) -> str:
    if value["estimate"] is None:
        return "not measurable"
    # A range is computed by its logarithm.
    estimate = round(value["estimate"]) if measure["unit"] == "characters" else value["estimate"]
    return str(Figure(estimate, value["low"], value["high"]))


def compare(
    models: Sequence[Union[Result, str, "os.PathLike[str]"]],
    *,
    labels: Optional[Sequence[str]] = None,
    seed: int = 0,
) -> Comparison:
    """Tests the differences between models that were measured on the same documents, as `longrange compare` does.

    models: results of `evaluate`, or folders that `save` or `longrange eval` wrote.
    labels: a name for each; those with the same one are seeds of one model. None: the names of the models.
    seed: that of permutations.

    Raises LongrangeError.
    """
    if not isinstance(models, (list, tuple)) or len(models) < 2:
        got = len(models) if isinstance(models, (list, tuple)) else type(models).__name__
        raise LongrangeError("COMPARE_MODELS", f"Expected a list of two or more results or folders, got {got}.")
    given = list(labels if labels is not None else [])
    wrong = [one for one in given if not isinstance(one, str) or one == "" or "=" in one]
    if labels is not None and (isinstance(labels, str) or wrong or len(given) != len(models)):
        got = repr(wrong[0]) if wrong else f"{len(given)} labels"
        raise LongrangeError("COMPARE_LABELS", f"Expected a label for each of {len(models)} models, without =, got {got}.")
    with tempfile.TemporaryDirectory(prefix="longrange-") as temporary:
        folders = [folder_of(one, os.path.join(temporary, str(i))) for i, one in enumerate(models)]
        groups = [f"{label}={','.join(one for one, own in zip(folders, given) if own == label)}" for label in dict.fromkeys(given)]
        words = [f"--group={one}" for one in groups] if groups else ["--", *folders]
        output = os.path.join(temporary, "output")
        command = [find_node(), COMMAND, "compare", f"--seed={seed}", f"--output={output}", *words]
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, encoding="utf-8")
        if done.returncode != 0:
            raise failure(done.stderr)
        [folder] = glob.glob(os.path.join(output, "*"))
        parts = {}
        for name, path in FILES.items():
            with open(os.path.join(folder, path), encoding="utf-8") as file:
                parts[name] = file.read()
    comparison = Comparison(**{**parts, "data": json.loads(parts["data"])})
    names = comparison.labels()
    twice = next((one for one in names if names.count(one) > 1), None)
    if twice is not None:
        raise LongrangeError("COMPARE_LABELS", f"Expected models with different names, got {twice!r} twice.", "labels=[…] gives each a name.")
    return comparison


def folder_of(model: Union[Result, str, "os.PathLike[str]"], place: str) -> str:
    """Folder with the scores of a model."""
    if isinstance(model, Result):
        model.save(place)
        return place
    path = os.path.abspath(model) if isinstance(model, (str, os.PathLike)) else ""
    if not os.path.isfile(os.path.join(path, "documents.json")):
        got = repr(model) if path else type(model).__name__
        raise LongrangeError("COMPARE_MODELS", f"Expected results, or folders with documents.json, got {got}.", "result.save(folder) and `longrange eval` write such folders.")
    return path


def failure(errors: str) -> LongrangeError:
    """The program's error."""
    lines = [line for line in errors.splitlines() if line.strip()]
    message, hint = (next((line[len(one) :] for line in lines if line.startswith(one)), None) for one in ("error: ", "hint: "))
    return LongrangeError("COMPARE_FAILED", message or f"Expected a comparison, got {lines[-1] if lines else 'nothing'}.", hint)
