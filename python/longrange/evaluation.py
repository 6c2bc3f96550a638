"""`longrange.evaluate`."""

from __future__ import annotations

import contextlib
import json
import os
import sys
import time
import warnings
from collections.abc import Iterable
from typing import Any, Callable, Dict, Optional, Sequence, Tuple, Union

import numpy as np

from .errors import LongrangeError
from .frames import Frame, read_frame, write_frame
from .models import Model, NextCharacters
from .node_process import NodeProcess
from .result import Result
from .protocol import answer, model_of

#: A text, or its path and the text.
Document = Union[str, Tuple[str, str]]
#: Called with the current stage in words, and the share of it that is done.
OnProgress = Callable[[str, float], None]


def evaluate(
    model: Union[Model, NextCharacters],
    documents: Iterable[Document],
    alphabet: Optional[Sequence[Optional[str]]] = None,
    *,
    training: Optional[Iterable[Document]] = None,
    language: Optional[str] = None,
    suite: Union[str, Dict[str, Any]] = "full",
    temperature: float = 0.8,
    max_characters: int = 1_000_000,
    max_distance: int = 4096,
    seed: int = 0,
    name: Optional[str] = None,
    progress: Union[bool, OnProgress] = True,
) -> Result:
    """Measures how far back a model of code remembers, with those metrics of `longrange eval` that do not look inside it.

    model: a function that takes a batch of contexts (a list of str) and returns the log-probabilities of the next character, [B, V], NumPy or
        torch, column i being `alphabet[i]`; or what `from_torch`, `from_keras` or `from_transformers` returns, which reads each character once.
    documents: code that the model was not trained on, whole files; training: text that it was trained on, for a 20-gram to compare with.
    alphabet: the character of each column; None for a column that is no character.
    language: that of the documents, "python", "javascript" or "typescript"; None: told by the extensions of their names, else Python.
    suite: "full", or "quick" for less.
    temperature: that of samples; max_characters: most characters of the documents to read, of a longer one its beginning; max_distance: 4096, 8192, 16384 or 32768.
    progress: True tells the stages, on a terminal with a bar if tqdm is installed; False is silent; a function is called with the stage in words and the share of it that is done.

    Raises LongrangeError, and whatever the model raises; Node, which runs longrange, is then ended.
    """
    own = model_of(model, alphabet, name)
    texts = {"documents": within(texts_of("documents", documents), max_characters), "training": None if training is None else texts_of("training", training)}
    options = {
        "suite": suite,
        "temperature": temperature,
        "maxCharacters": max_characters,
        "maxDistance": max_distance,
        "seed": seed,
        **({} if language is None else {"language": language}),
    }
    bar = ProgressBar() if progress is True else None
    tell = bar.tell if bar else progress if callable(progress) else lambda stage, share: None
    try:
        with NodeProcess() as node:
            return follow(node, own, {"options": plain(options)}, json.dumps(texts).encode(), tell)
    finally:
        if bar:
            bar.close()


def follow(node: NodeProcess, model: Model, options: Dict[str, Any], texts: bytes, tell: OnProgress) -> Result:
    """Answers requests from Node until it reports the result."""
    while True:
        frame = read_frame(node.process.stdout)
        if frame is None:
            raise node.ended()
        header, body = frame
        ask = header["ask"]
        reply: Frame = ({}, b"")
        if ask == "result":
            return Result.from_frame(header["lengths"], body)
        if ask == "failed":
            message: str = header["message"]
            if header["code"] != "EVALUATE_OPTIONS":
                raise LongrangeError(header["code"], message, header["hint"])
            for own in ("max_characters", "max_distance"):
                message = message.replace(f"`max{own[4:].capitalize()}`", f"`{own}`")
            raise LongrangeError(header["code"], message)
        if ask == "progress":
            tell(header["stage"], header["share"])
        elif ask == "evaluate":
            reply = (options, texts)
        else:
            reply = answer(model, header, body)
        try:
            write_frame(node.process.stdin, *reply)
        except OSError:
            raise node.ended() from None


def plain(options: Dict[str, Any]) -> Any:
    """Options as JSON values; NumPy numbers are converted."""
    for name, value in options.items():
        try:
            options[name] = json.loads(json.dumps(value, allow_nan=False, default=lambda one: one.item()))
        except (AttributeError, TypeError, ValueError):
            raise LongrangeError("OPTIONS_INVALID", f"Expected `{name}` to be text or finite numbers, got {value!r}.") from None
    return options


def texts_of(argument: str, documents: Iterable[Document]) -> Any:
    given: Any = documents if isinstance(documents, (str, bytes)) or not isinstance(documents, Iterable) else list(documents)
    texts: Any = [(f"document {i}", one) if isinstance(one, str) else one for i, one in enumerate(given if isinstance(given, list) else [])]
    wrong = [one for one in texts if not (isinstance(one, tuple) and len(one) == 2 and all(isinstance(part, str) for part in one))]
    if texts and not wrong:
        paths = [one for _, one in texts if "\n" not in one and os.path.isfile(one)]
        if len(paths) == len(texts):
            message = f"Expected `{argument}` to be texts, got paths of files, such as {paths[0]!r}."
            raise LongrangeError("DOCUMENTS_INVALID", message, "read them first: [open(path).read() for path in …].")
        return [{"path": path, "text": text} for path, text in texts]
    got = type(wrong[0]).__name__ if wrong else "none" if given == [] else f"one {type(given).__name__}"
    raise LongrangeError("DOCUMENTS_INVALID", f"Expected `{argument}` to be a list of str, or of (path, text), got {got}.")


def within(texts: Any, most: Any) -> Any:
    """Documents of at most `most` characters: of longer ones the beginning, up to a line break if there is one. Node refuses a `most` that is no count."""
    if not isinstance(most, (int, np.integer)) or most < 1:
        return texts
    longer = sum(len(one["text"]) > most for one in texts)
    if longer > 0:
        words = f"{longer} of {len(texts)} documents are longer than max_characters ({most}): only the beginning of each is read."
        warnings.warn(words, stacklevel=3)

    def beginning(text: str) -> str:
        if len(text) <= most:
            return text
        return text[: text.rfind("\n", 0, most) + 1 or most]

    return [{**one, "text": beginning(one["text"])} for one in texts]


TELL_EVERY_SECONDS = 0.5


class ProgressBar:
    """Reports the current stage: in a notebook on one line, which keeps the last; on a terminal as a bar, with tqdm; elsewhere as a line for each."""

    def __init__(self) -> None:
        self.bar: Any = None
        self.line: Any = None
        self.stage, self.told = "", 0.0
        ipython: Any = sys.modules.get("IPython")
        if hasattr(ipython and ipython.get_ipython(), "kernel"):
            self.line = ipython.display.display({"text/plain": ""}, raw=True, display_id=True)
        elif sys.stderr.isatty():
            with contextlib.suppress(ImportError):
                from tqdm import tqdm

                self.bar = tqdm(total=1.0, bar_format="{desc}: {percentage:3.0f}%|{bar}| {elapsed}", leave=False)

    def tell(self, stage: str, share: float) -> None:
        is_new = stage != self.stage
        if not is_new and time.monotonic() - self.told < TELL_EVERY_SECONDS:
            return
        self.stage, self.told = stage, time.monotonic()
        if self.line is not None:
            self.line.update({"text/plain": f"{stage}: {share:.0%}"}, raw=True)
        elif self.bar is not None:
            if is_new:
                self.bar.start_t = time.time()
                self.bar.set_description_str(stage, refresh=False)
            self.bar.n = share
            self.bar.refresh()
        elif is_new:
            print(stage, file=sys.stderr, flush=True)

    def close(self) -> None:
        if self.bar is not None:
            self.bar.close()
        if self.line is not None:
            self.line.update({"text/plain": "measured" if self.stage else ""}, raw=True)
