"""Answers to longrange's questions about a model."""

from __future__ import annotations

import os
import sys
import traceback
from typing import Any, BinaryIO, Dict, List, Optional, Sequence, Union

import numpy as np

from .errors import LongrangeError
from .frames import PROTOCOL, Frame, read_frame, write_frame
from .models import FunctionModel, Model, NextCharacters


def model_of(
    model: Union[Model, NextCharacters], alphabet: Optional[Sequence[Optional[str]]], name: Optional[str]
) -> Model:
    if isinstance(model, Model):
        if alphabet is None and name is None:
            return model
        raise LongrangeError("MODEL_INVALID", "Expected `alphabet` and `name` with a function only, got one with a model, which has its own.")
    is_function = callable(model) and not hasattr(model, "state_dict") and not hasattr(model, "layers")
    if not is_function or alphabet is None:
        got = "no alphabet" if is_function else type(model).__name__
        raise LongrangeError(
            "MODEL_INVALID",
            f"Expected a function of contexts with its alphabet, or a model of from_torch, from_keras or from_transformers, got {got}.",
            "alphabet=[…] lists the character of each column; longrange.from_torch(module, alphabet) makes a model of a network.",
        )
    return FunctionModel(model, alphabet, name or str(getattr(model, "__name__", "model")))


def answer(model: Model, header: Dict[str, Any], body: bytes) -> Frame:
    """Answers one question of the protocol."""
    ask = header.get("ask")
    if ask == "hello":
        if header.get("version") != PROTOCOL:
            raise LongrangeError(
                "PROTOCOL_VERSION",
                f"Expected version {PROTOCOL} of the protocol, got {header.get('version')}.",
                "install the same version of longrange on both sides.",
            )
        greeting, first = model.greeting()
        return {"protocol": "longrange", "version": PROTOCOL, **greeting}, first
    sequences: List[int] = header.get("sequences", [])
    if ask == "advance":
        numbers = np.frombuffer(body, dtype="<i4")
        count = len(sequences) * header["steps"]
        ids = numbers[:count].reshape(len(sequences), header["steps"])
        if "keep" in header:
            model.cut(sequences, header["keep"])  # type: ignore[attr-defined]
        return {}, model.advance(sequences, ids, numbers[count:]).astype("<f4").tobytes()
    if ask == "open":
        model.open(sequences)
    elif ask == "fork":
        model.fork(header["from"], header["to"])
    elif ask == "close":
        model.close(sequences)
    elif ask == "tokenize":
        return {}, np.asarray(model.tokenize(body.decode()), dtype="<i4").tobytes()  # type: ignore[attr-defined]
    else:
        raise LongrangeError("PROTOCOL_QUESTION", f"Expected a question of version {PROTOCOL} of the protocol, got {ask!r}.")
    return {}, b""


def serve(
    model: Union[Model, NextCharacters],
    alphabet: Optional[Sequence[Optional[str]]] = None,
    *,
    name: Optional[str] = None,
) -> None:
    """Serves a model to `longrange eval --model command:"python my_model.py"`, until longrange ends. What the program prints goes to standard
    error, since standard output is for the protocol.

    model: a function of contexts with its alphabet, as for `evaluate`, or a model of `from_torch`, `from_keras` or `from_transformers`.
    """
    own = model_of(model, alphabet, name)
    if sys.stdin is not None and sys.stdin.isatty():
        print("longrange: this program waits for the questions of `longrange eval --model command:…`; Ctrl-C ends it.", file=sys.stderr)
    with os.fdopen(os.dup(0), "rb") as questions, os.fdopen(os.dup(1), "wb") as answers:
        os.dup2(2, 1)
        serve_streams(own, questions, answers)


def serve_streams(model: Model, questions: BinaryIO, answers: BinaryIO) -> None:
    while True:
        frame = read_frame(questions)
        if frame is None:
            return
        try:
            reply = answer(model, *frame)
        except KeyboardInterrupt:
            sys.exit(130)
        except Exception as error:
            traceback.print_exc()
            write_frame(answers, {"error": describe(error)})
            sys.exit(1)
        try:
            write_frame(answers, *reply)
        except BrokenPipeError:
            os._exit(1)


def describe(error: Exception) -> str:
    """The error in one line, with the place in the user's own code."""
    if isinstance(error, LongrangeError):
        return error.message.rstrip(".")
    own = [one for one in traceback.extract_tb(error.__traceback__) if os.path.dirname(one.filename) != os.path.dirname(__file__)]
    place = f" ({os.path.basename(own[0].filename)}, line {own[0].lineno})" if own else ""
    return f"{type(error).__name__}: {str(error).rstrip('.')}{place}"
