"""Results of `longrange.evaluate`."""

from __future__ import annotations

import html
import json
import os
from dataclasses import dataclass, field
from typing import Any, Dict, List, Optional


class Figure(float):
    """A number with its 95 % interval over documents."""

    #: Ends of the interval; None if there is none, or it is open there.
    low: Optional[float]
    high: Optional[float]

    def __new__(cls, value: float, low: Optional[float] = None, high: Optional[float] = None) -> Figure:
        self = super().__new__(cls, value)
        self.low, self.high = low, high
        return self

    def __getnewargs__(self) -> Any:
        return float(self), self.low, self.high

    def __repr__(self) -> str:
        digits = ".0f" if self.is_integer() else ".3f"
        low, high = ("…" if end is None else format(end, digits) for end in (self.low, self.high))
        return f"{float(self):{digits}}" + ("" if low == high == "…" else f" ({low}–{high})")

    __str__ = __repr__


#: Names of figures that are attributes of a result.
NAMES = {
    "half_life_of_evidence": "half_life",
    **{
        f"{task}{lines}": f"{name}{lines}"
        for task, name in (("range_shown_reading", "shows"), ("range_reading", "decides"))
        for lines in ("", "_on_one_line", "_over_several_lines")
    },
}


class Page:
    """A report, which notebooks show in a frame of its own: its styles and scripts stay inside, dark where the notebook is."""

    html: str

    def show(self, height: int = 800) -> Any:
        """The report, for a notebook."""
        from IPython.display import DisplayObject

        class Report(DisplayObject):  # type: ignore[misc, unused-ignore]
            def _repr_html_(self) -> str:
                return str(self.data)

        show: Any = Report
        return show(framed(self.html, height))


def framed(page: str, height: int, more: str = "") -> str:
    return f'<iframe srcdoc="{html.escape(page, quote=True)}" style="box-sizing:border-box;width:100%;height:{height}px;border:1px solid #8888"{more}></iframe>'


def range_words(measured: Any, weak: str) -> str:
    """A range or half-life in words. `weak` is why it cannot be measured if there are enough pairs."""
    if measured is None:
        return "not measured"
    place, low, high = measured["range"], measured["low"], measured["high"]
    if place is None:
        return "not measurable: " + ("under 30 pairs nearby" if measured["notMeasurable"] == "few" else weak)
    ends = (0 if low and low["side"] == "before" else low and low["characters"], high["characters"] if high and high["side"] != "after" else None)
    return {"before": "less than ", "at": "", "after": "at least "}[place["side"]] + str(Figure(place["characters"], *ends))


def table_of(data: Dict[str, Any]) -> str:
    """The figures that are attributes of a result, of the model and of the n-gram."""
    bits = {one["predictor"]: one["carried"] for one in data["bitsPerCharacter"]}
    pairs = {one["predictor"]: one["minimalPairs"]["scoring"] for one in (data["probes"] or {}).get("predictors", [])}
    names = [one for one in bits if one == "model" or one.endswith("-gram")]
    rows = [["", *names]]
    reading = [(pairs.get(name) or [{}])[0].get("natural") or {} for name in names]
    rows.append(["shows", *(range_words((one.get("shown") or {}).get("range"), "under half of the pairs nearby") for one in reading)])
    rows.append(["half_life", *(range_words(one.get("halfLife"), "under 1 nat nearby") for one in reading)])
    rows.append(["decides", *(range_words(one.get("range"), "under half of the pairs nearby") for one in reading)])
    scored = [bits[name] for name in names]
    rows.append(["bits_per_character", *(str(Figure(one["bits"], one["low"], one["high"])) if one else "not measured" for one in scored)])
    widths = [max(map(len, column)) for column in zip(*rows)]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip() for row in rows)


@dataclass(frozen=True)
class Result(Page):
    """What was measured. `print(result)` shows a summary, a notebook the first screen of the report."""

    #: Bits per character of the documents, with the state carried through each of them; None if it was not measured.
    bits_per_character: Optional[Figure]
    #: Distance in characters up to which the type of an open bracket shows in the odds of its closers; None if fewer than half of the nearest pairs
    #: show it, if there are fewer than 30 pairs, or if it still shows at the farthest: `print(result)` tells which.
    shows: Optional[Figure]
    #: Distance in characters at which half of the evidence of the opener is left, of that at 1 to 7 characters; None if that is less than 1 nat, if
    #: there are fewer than 30 pairs, or if more than half is left at the farthest.
    half_life: Optional[Figure]
    #: Distance in characters up to which it decides the closer; None if fewer than half of the nearest pairs do, or likewise.
    decides: Optional[Figure]
    #: The whole result, as in result.json.
    data: Dict[str, Any] = field(repr=False)
    #: The report, a page of its own.
    html: str = field(repr=False)
    #: Its first screen.
    first_screen: str = field(repr=False)
    #: The answer in a sentence.
    headline: str = field(repr=False)
    #: The summary of the command line.
    text: str = field(repr=False)
    #: Figures, as lm-evaluation-harness writes them.
    lm_eval: Dict[str, Any] = field(repr=False)
    #: All figures, each with name, description, metric, value, low, high, n and documents.
    figures: List[Dict[str, Any]] = field(repr=False)
    #: Scores of each document, as in documents.json.
    document_scores: Dict[str, Any] = field(repr=False)

    @classmethod
    def from_frame(cls, lengths: List[int], body: bytes) -> Result:
        parts, at = [], 0
        for length in lengths:
            parts.append(body[at : at + length].decode())
            at += length
        data, lm_eval, figures, scores = (json.loads(parts[i]) for i in (0, 5, 6, 7))
        for one in figures:
            name = one["name"][len("longrange_") :]
            one["name"] = NAMES.get(name, name)
        by_name = {one["name"]: Figure(one["value"], one["low"], one["high"]) for one in figures}
        headline = {name: by_name.get(name) for name in ("bits_per_character", "shows", "half_life", "decides")}
        html, first_screen, answer, text = parts[1:5]
        return cls(
            data=data,
            html=html,
            first_screen=first_screen,
            headline=answer,
            text=text,
            lm_eval=lm_eval,
            figures=figures,
            document_scores=scores,
            **headline,
        )

    def __str__(self) -> str:
        """The answer, and the figures beside those of the n-gram; `text` says more."""
        table = table_of(self.data)
        notes = [
            "… stands for an end of an interval that is open: there are no pairs farther away." if "…)" in table else "",
            "20-gram: a table of the last 19 characters, made of `training=`."
            if "-gram" in table
            else "There is no 20-gram beside it: that needs `training=`, text that the model was trained on.",
        ]
        return "\n".join([self.text.splitlines()[0], *self.headline.splitlines(), "", table, *filter(None, notes)])

    def _repr_html_(self) -> str:
        grow = " onload=\"this.style.height=Math.max(600,this.contentDocument.documentElement.scrollHeight+2)+'px'\""
        return framed(self.first_screen, 600, grow)

    def frame(self) -> Any:
        """The figures as a pandas.DataFrame: a row for each, with its value, 95 % interval (NaN where there is none, or it is open), n, documents (NaN where the result does not say) and description."""
        import pandas

        columns = {"metric": "unit", "value": "value", "low": "low", "high": "high", "n": "n", "documents": "documents", "description": "description"}
        frame = pandas.DataFrame(self.figures).rename(columns={"name": "figure"}).set_index("figure")
        numbers = {one: float for one in ("value", "low", "high", "documents")}
        return frame[list(columns)].rename(columns=columns).astype(numbers)

    def save(self, folder: str) -> None:
        """Writes `result.json`, `report.html` and `documents.json`; `longrange compare` reads such folders."""
        os.makedirs(folder, exist_ok=True)
        parts = {
            "result.json": json.dumps(self.data, ensure_ascii=False, indent=2),
            "report.html": self.html,
            "documents.json": json.dumps(self.document_scores, ensure_ascii=False),
        }
        for name, text in parts.items():
            with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
                file.write(text)
