"""Results of `longrange.evaluate`."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from typing import Any, Dict, List, Optional


@dataclass(frozen=True)
class Result:
    """What was measured. `print(result)` shows a summary."""

    #: Bits per character of the documents, with the state carried through each of them; None if it was not measured.
    bits_per_character: Optional[float]
    #: Distance in characters up to which the type of an open bracket shows in the odds of its closers; None if not measurable or longer.
    shows: Optional[float]
    #: Distance in characters up to which it decides the closer.
    decides: Optional[float]
    #: The whole result, as in result.json.
    data: Dict[str, Any] = field(repr=False)
    #: The report, a page of its own.
    html: str = field(repr=False)
    #: The summary of the command line.
    text: str = field(repr=False)
    #: Figures, as lm-evaluation-harness writes them.
    lm_eval: Dict[str, Any] = field(repr=False)

    @classmethod
    def from_frame(cls, lengths: List[int], body: bytes) -> Result:
        parts, at = [], 0
        for length in lengths:
            parts.append(body[at : at + length].decode())
            at += length
        lm_eval = json.loads(parts[3])

        def value(task: str, metric: str) -> Optional[float]:
            found: Optional[float] = lm_eval["results"].get(f"longrange_{task}", {}).get(f"{metric},none")
            return found

        return cls(
            bits_per_character=value("bits_per_character", "bits_per_character"),
            shows=value("range_shown_reading", "characters"),
            decides=value("range_reading", "characters"),
            data=json.loads(parts[0]),
            html=parts[1],
            text=parts[2],
            lm_eval=lm_eval,
        )

    def __str__(self) -> str:
        return self.text

    def frame(self) -> Any:
        """The figures as a pandas.DataFrame: a row for each, with its value, standard error (NaN if unknown), n and description."""
        import pandas

        rows = []
        for task, metrics in self.lm_eval["results"].items():
            (metric, value), (_, error) = [(k, v) for k, v in metrics.items() if k.endswith(",none")]
            rows.append(
                {
                    "figure": task[len("longrange_") :],
                    "unit": metric[: -len(",none")],
                    "value": value,
                    "standard_error": float("nan") if error == "N/A" else error,
                    "n": metrics["sample_len"],
                    "description": self.lm_eval["configs"][task]["description"],
                }
            )
        return pandas.DataFrame(rows).set_index("figure")

    def show(self, height: int = 800) -> Any:
        """The report, for a notebook: a frame of its own, so that its styles and scripts stay inside."""
        import html

        from IPython.display import DisplayObject

        class Report(DisplayObject):  # type: ignore[misc, unused-ignore]
            def _repr_html_(self) -> str:
                return str(self.data)

        source = html.escape(self.html, quote=True)
        show: Any = Report
        return show(f'<iframe srcdoc="{source}" style="width:100%;height:{height}px;border:1px solid #ccc"></iframe>')

    def save(self, folder: str) -> None:
        """Writes `result.json`, which `longrange compare` reads, and `report.html`."""
        os.makedirs(folder, exist_ok=True)
        for name, text in (("result.json", json.dumps(self.data, ensure_ascii=False, indent=2)), ("report.html", self.html)):
            with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
                file.write(text)
