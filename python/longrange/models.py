"""Models as longrange reads them: sequences that are opened, advanced by a chunk of characters, copied and closed."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any, Callable, Dict, List, Optional, Tuple

import numpy as np

from .errors import LongrangeError
from .states import Row, form_of, gather, require_real, to_numpy, trial

#: Sequences advanced at once, and contexts given to a function at once.
BATCH = 64
TOLERANCE = 1e-3

Greeting = Tuple[Dict[str, Any], bytes]
#: Function from contexts to the log-probabilities of the next character, [B, V].
NextCharacters = Callable[[List[str]], Any]
#: Function from ids [B, T] and a state (None at the beginning of a text) to logits [B, T, V] and the state after them.
Step = Callable[[Any, Any], Tuple[Any, Any]]


class Model(ABC):
    """A model with a state. Sequences have numbers, which longrange chooses."""

    @abstractmethod
    def greeting(self) -> Greeting:
        """Returns what the model predicts, as in the protocol, and the distribution of a text's first character as bytes of float32."""

    @abstractmethod
    def open(self, sequences: List[int]) -> None:
        """Opens sequences before the first character of a text."""

    @abstractmethod
    def advance(self, sequences: List[int], ids: np.ndarray, rows: np.ndarray) -> np.ndarray:
        """Reads ids [B, T] and returns log-probabilities [N, V] after those at the N flat places `rows`."""

    @abstractmethod
    def fork(self, source: List[int], target: List[int]) -> None:
        """Copies sequences."""

    @abstractmethod
    def close(self, sequences: List[int]) -> None:
        """Forgets sequences."""


class Characters:
    """An alphabet: the character of each column of a model's output; None for columns without one."""

    def __init__(self, alphabet: Sequence[Optional[str]]):
        # Others, such as a dict of ids or a set, have another order, or none.
        if not isinstance(alphabet, (Sequence, np.ndarray)):
            raise self.invalid(type(alphabet).__name__)
        self.width = len(alphabet)
        self.columns = np.array([i for i, one in enumerate(alphabet) if one is not None], dtype=np.int64)
        self.characters = [one for one in alphabet if one is not None]
        wrong = next((one for one in self.characters if not isinstance(one, str) or len(one) != 1), None)
        twice = next((one for i, one in enumerate(self.characters) if one in self.characters[:i]), None)
        if wrong is not None or twice is not None or len(self.characters) < 2:
            got = f"{twice!r} twice" if twice is not None else "fewer than two" if wrong is None else repr(wrong)
            raise self.invalid(got)

    def invalid(self, got: str) -> LongrangeError:
        return LongrangeError(
            "ALPHABET_INVALID",
            f"Expected an alphabet of single characters, each once, got {got}.",
            "alphabet[i] is the character of column i, or None for a column that is no character.",
        )

    def pick(self, rows: np.ndarray) -> np.ndarray:
        """Log-probabilities [N, V] of the characters, given that one of them comes."""
        if len(self.columns) == self.width:
            return rows
        return log_softmax(rows[:, self.columns])

    def check_shape(self, shape: Tuple[int, ...], expected: Tuple[int, ...]) -> None:
        if tuple(shape) != expected:
            raise LongrangeError(
                "MODEL_SHAPE",
                f"Expected an array of shape {list(expected)} from the model, got {list(shape)}.",
                f"the alphabet has {self.width} entries, one for each column.",
            )


class FunctionModel(Model):
    """A function without a state: contexts in, log-probabilities of the next character out."""

    def __init__(self, function: NextCharacters, alphabet: Sequence[Optional[str]], name: str = "model", batch: int = BATCH):
        self.function, self.name, self.batch = function, name, batch
        self.characters = Characters(alphabet)
        self.texts: Dict[int, str] = {}

    def greeting(self) -> Greeting:
        first = self.ask([""])
        return {"name": self.name, "alphabet": self.characters.characters, "batchSize": BATCH}, first.tobytes()

    def open(self, sequences: List[int]) -> None:
        self.texts.update((one, "") for one in sequences)

    def advance(self, sequences: List[int], ids: np.ndarray, rows: np.ndarray) -> np.ndarray:
        read = ["".join(map(self.characters.characters.__getitem__, row)) for row in ids]
        steps = ids.shape[1]
        contexts = [self.texts[sequences[row // steps]] + read[row // steps][: row % steps + 1] for row in rows]
        for one, text in zip(sequences, read):
            self.texts[one] += text
        parts = [self.ask(contexts[at : at + self.batch]) for at in range(0, len(contexts), self.batch)]
        return np.concatenate(parts) if parts else np.empty((0, len(self.characters.columns)), np.float32)

    def ask(self, contexts: List[str]) -> np.ndarray:
        rows = to_numpy(self.function(contexts))
        self.characters.check_shape(rows.shape, (len(contexts), self.characters.width))
        sums = np.exp(rows.astype(np.float64)).sum(axis=1)
        for context, row, total in zip(contexts, rows, sums):
            if abs(total - 1) <= TOLERANCE:
                continue
            got = "probabilities" if (row >= 0).all() and abs(row.sum() - 1) <= TOLERANCE else f"a sum of {total:.6g}"
            if np.isnan(row).any():
                got = f"nan for {self.characters.characters[int(np.isnan(row[self.characters.columns]).argmax())]!r}"
            raise LongrangeError(
                "MODEL_DISTRIBUTION",
                f"Expected log-probabilities whose probabilities sum to 1 after {shown(context)}, got {got}.",
                "return natural logarithms, such as the log-softmax of logits.",
            )
        return self.characters.pick(rows).astype(np.float32)

    def fork(self, source: List[int], target: List[int]) -> None:
        self.texts.update((new, self.texts[old]) for old, new in zip(source, target))

    def close(self, sequences: List[int]) -> None:
        for one in sequences:
            del self.texts[one]


class StepModel(Model):
    """A function with a state that it takes and returns: it reads each character once. The state may grow."""

    def __init__(
        self,
        step: Step,
        alphabet: Sequence[Optional[str]],
        *,
        begin: Optional[int] = None,
        name: str = "model",
        batch_size: int = BATCH,
    ):
        self.step, self.begin, self.name, self.batch_size = step, begin, name, batch_size
        self.characters = Characters(alphabet)
        self.are_probabilities = False
        self.axes: List[int] = []
        #: State of each sequence; None before the first character.
        self.states: Dict[int, Optional[Row]] = {}
        self.first: Optional[Row] = None

    def greeting(self) -> Greeting:
        width, columns = self.characters.width, self.characters.columns
        self.axes, self.are_probabilities = trial(self.step, columns, lambda got, b, t: self.characters.check_shape(got, (b, t, width)))
        header = {"name": self.name, "alphabet": self.characters.characters, "batchSize": self.batch_size}
        if self.begin is None:
            return header, b""
        output, state = self.step(np.array([[self.begin]]), None)
        self.first = (state, 0, form_of(state, self.axes, 1))
        return header, self.rows_of(output, np.array([0])).tobytes()

    def open(self, sequences: List[int]) -> None:
        self.states.update((one, self.first) for one in sequences)

    def advance(self, sequences: List[int], ids: np.ndarray, rows: np.ndarray) -> np.ndarray:
        steps = ids.shape[1]
        answer = np.empty((len(rows), len(self.characters.columns)), np.float32)
        # Sequences whose states stack; None stands for the beginning, which only the model knows.
        alike: Dict[Optional[str], List[int]] = {}
        for place, one in enumerate(sequences):
            before = self.states[one]
            alike.setdefault(before and before[2], []).append(place)
        for places in alike.values():
            rows_before = (self.states[sequences[place]] for place in places)
            state = gather([one for one in rows_before if one is not None], self.axes)
            output, after = self.step(self.characters.columns[ids[places]], state)
            self.characters.check_shape(output.shape, (len(places), steps, self.characters.width))
            form = form_of(after, self.axes, len(places))
            wanted = np.isin(rows // steps, places)
            own = np.searchsorted(places, rows[wanted] // steps) * steps + rows[wanted] % steps
            answer[wanted] = self.rows_of(output, own)
            for row, place in enumerate(places):
                self.states[sequences[place]] = (after, row, form)
        return answer

    def rows_of(self, output: Any, rows: np.ndarray) -> np.ndarray:
        flat = output.reshape((-1, self.characters.width))[rows]
        if self.are_probabilities:
            shares = to_numpy(flat)
            sums = shares.astype(np.float64).sum(axis=-1)
            wrong = np.flatnonzero(~(np.abs(sums - 1) <= TOLERANCE))
            if len(wrong) > 0:
                raise LongrangeError(
                    "MODEL_DISTRIBUTION",
                    f"Expected probabilities that sum to 1 from the model, as in its first answers, got a sum of {sums[wrong[0]]:.6g}.",
                    "return logits, or the softmax of logits, always the same.",
                )
            with np.errstate(divide="ignore", invalid="ignore"):
                logs = np.log(shares)
        else:
            logs = log_softmax(flat)
        if np.isnan(logs).any():
            raise LongrangeError(
                "MODEL_DISTRIBUTION",
                "Expected finite logits from the model, got nan or infinity.",
                "its training may have diverged.",
            )
        return self.characters.pick(logs).astype(np.float32)

    def fork(self, source: List[int], target: List[int]) -> None:
        self.states.update((new, self.states[old]) for old, new in zip(source, target))

    def close(self, sequences: List[int]) -> None:
        for one in sequences:
            del self.states[one]


def log_softmax(logits: Any) -> np.ndarray:
    """Log-softmax of the last axis, by torch for its tensors."""
    require_real(logits)
    if hasattr(logits, "log_softmax"):
        return to_numpy(logits.float().log_softmax(-1))
    shifted: Any = to_numpy(logits)
    shifted = shifted - shifted.max(axis=-1, keepdims=True)
    return np.asarray(shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True)))


def shown(context: str) -> str:
    return "the beginning of a text" if context == "" else repr(("…" if len(context) > 20 else "") + context[-20:])
