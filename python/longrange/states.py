"""States of models: arrays or tensors in tuples, lists and dicts, each with one axis for the sequences, and numbers that sequences share. States
that differ in another axis, such as key/value caches of texts of different lengths, are not stacked."""

from __future__ import annotations

from typing import Any, Callable, List, Sequence, Tuple

import numpy as np

from .errors import LongrangeError

State = Any
FLOATS = ("float16", "float32", "float64")
#: Difference of log-probabilities of a text read at once and in parts: float32, or half precision.
TOLERANCE = 0.02


def require_real(value: Any) -> None:
    """Refuses complex numbers, of which NumPy and torch would drop the imaginary part."""
    kind = str(getattr(value, "dtype", ""))
    if "complex" in kind:
        raise LongrangeError(
            "MODEL_SHAPE",
            f"Expected an array of real numbers from the model, got one of {kind}.",
            "return logits or log-probabilities: the absolute value of a complex number, for example, is real.",
        )


def to_numpy(value: Any) -> np.ndarray:
    """Array of a NumPy array, of a torch tensor on any device, or of anything that NumPy understands."""
    require_real(value)
    if hasattr(value, "detach"):
        value = value.detach().float().cpu().numpy()
    try:
        return np.asarray(value, dtype=None if getattr(value, "dtype", "") in FLOATS else np.float32)
    except (TypeError, ValueError):
        raise LongrangeError("MODEL_SHAPE", f"Expected an array of numbers from the model, got {type(value).__name__}.") from None


def is_shared(leaf: Any) -> bool:
    """True for what sequences that are read together have in common, such as a position."""
    return leaf is None or isinstance(leaf, (int, float, str))


def leaves(state: State) -> List[Any]:
    """Parts of a state with an axis for the sequences."""
    if isinstance(state, dict):
        return [leaf for key in state for leaf in leaves(state[key])]
    if isinstance(state, (tuple, list)):
        return [leaf for one in state for leaf in leaves(one)]
    return [] if is_shared(state) else [state]


def rebuild(state: State, parts: List[Any]) -> State:
    """A state of the same structure whose leaves are taken from the front of `parts`."""
    if isinstance(state, dict):
        return {key: rebuild(state[key], parts) for key in state}
    if isinstance(state, tuple) and hasattr(state, "_fields"):
        return type(state)(*(rebuild(one, parts) for one in state))
    if isinstance(state, (tuple, list)):
        return type(state)(rebuild(one, parts) for one in state)
    return state if is_shared(state) else parts.pop(0)


def form_of(state: State, axes: List[int], sequences: int) -> str:
    """Key that states have in common if they stack: their structure and numbers, and their shapes but for the sequences. Refuses a state of other
    parts than that of the trial."""
    shapes = [tuple(getattr(leaf, "shape", ())) for leaf in leaves(state)]
    if [shape[axis : axis + 1] for shape, axis in zip(shapes, axes)] != [(sequences,)] * len(axes) or len(shapes) > len(axes):
        few = ", ".join(str(list(shape)) for shape in shapes[:6]) + (", …" if len(shapes) > 6 else "")
        raise LongrangeError(
            "MODEL_STATE",
            f"Expected a state of {len(axes)} parts for {sequences} sequences, as in its first answers, got {len(shapes)} of shapes {few or 'none'}.",
            "parts may grow along another axis than that of the sequences, as in [B, heads, T, D], but keep their number.",
        )
    return repr(rebuild(state, [(*shape[:axis], "B", *shape[axis + 1 :]) for shape, axis in zip(shapes, axes)]))


def take(leaf: Any, rows: Sequence[int], axis: int) -> Any:
    if hasattr(leaf, "index_select"):
        return leaf.index_select(axis, leaf.new_tensor(rows).long())
    return np.take(leaf, rows, axis=axis)


def concatenate(parts: List[Any], axis: int) -> Any:
    if hasattr(parts[0], "index_select"):
        import torch

        return torch.cat(parts, dim=axis)
    return np.concatenate(parts, axis=axis)


#: A sequence: the state of a batch, the sequence's row in it, and the key of states that stack with it.
Row = Tuple[State, int, str]


def gather(rows: Sequence[Row], axes: List[int]) -> State:
    """A batch of rows of other batches; None, the beginning of a text, for no rows."""
    if not rows:
        return None
    batches: List[Tuple[State, List[int]]] = []
    for state, row, _ in rows:
        if not batches or batches[-1][0] is not state:
            batches.append((state, []))
        batches[-1][1].append(row)
    taken = []
    for state, places in batches:
        own = leaves(state)
        is_whole = bool(own) and places == list(range(own[0].shape[axes[0]]))
        taken.append(own if is_whole else [take(leaf, places, axis) for leaf, axis in zip(own, axes)])
    if len(taken) == 1:
        return rebuild(batches[0][0], list(taken[0]))
    joined = [concatenate([one[i] for one in taken], axis) for i, axis in enumerate(axes)]
    return rebuild(batches[0][0], joined)


def trial(
    step: Callable[[np.ndarray, State], Tuple[Any, State]],
    ids: np.ndarray,
    check: Callable[[Tuple[int, ...], int, int], None],
) -> Tuple[List[int], bool]:
    """Reads some ids in batches of two sizes, at once and in parts. Returns the axis of the batch in each leaf of the state, and whether
    the output holds probabilities."""
    text = np.resize(ids, 24).reshape(3, 8)

    def run(part: np.ndarray, state: State) -> Tuple[np.ndarray, State]:
        answer = step(part, state)
        if not isinstance(answer, tuple) or len(answer) != 2 or not hasattr(answer[0], "shape"):
            raise LongrangeError(
                "MODEL_STATE",
                f"Expected (output, state) from the model, got {type(answer).__name__}.",
                "a model without a state is a function of contexts: longrange.evaluate(fn, alphabet=…).",
            )
        check(tuple(answer[0].shape), *part.shape)
        return to_numpy(answer[0]), answer[1]

    whole, state = run(text, None)
    _, other = run(text[:2], None)
    odd = next((type(leaf).__name__ for leaf in leaves(state) if not hasattr(leaf, "shape")), None)
    shapes = [] if odd else list(zip((leaf.shape for leaf in leaves(state)), (leaf.shape for leaf in leaves(other))))
    axes = [next((i for i, (a, b) in enumerate(zip(*pair)) if (a, b) == (3, 2)), -1) for pair in shapes]
    got = None
    if not axes or -1 in axes:
        got = odd or "none" if not axes else f"one of shape {list(shapes[axes.index(-1)][0])} for 3 sequences"
    elif (form := form_of(state, axes, 3)) != (few := form_of(other, axes, 2)):
        got = f"{form} for 3 sequences and {few} for 2 (B)"
    if got is not None:
        raise LongrangeError(
            "MODEL_STATE",
            f"Expected a state of arrays or tensors with an axis for the sequences, got {got}.",
            "return (output, state), the state in tuples, lists or dicts; recurrent layers of torch need batch_first=True.",
        )
    head, half = run(text[:, :3], None)
    tail, _ = run(text[:, 3:], half)
    again, _ = run(text[:, 3:], half)
    if np.abs(tail - again).max() > TOLERANCE:
        raise LongrangeError(
            "MODEL_STATE",
            "Expected the same output from the same state, got another the second time.",
            "return a new state in place of changing the one given, and call model.eval() first: dropout draws anew each time.",
        )
    are_probabilities = bool((whole >= 0).all() and np.abs(whole.sum(axis=-1) - 1).max() < 1e-3)
    parts = np.concatenate([head, tail], axis=1)
    off = float(np.abs(centered(whole) - centered(parts)).max())
    if off > TOLERANCE:
        raise LongrangeError(
            "MODEL_STATE",
            f"Expected the same output whether a text is read at once or in two parts, got a difference of {off:.3g}.",
            "pass the state on to the layers, count positions from it, and call model.eval() first: dropout draws anew each time.",
        )
    return axes, are_probabilities


def centered(output: Any) -> Any:
    return output - output.mean(axis=-1, keepdims=True)
