"""States of models: arrays or tensors in tuples, lists and dicts, each with one axis for the batch."""

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


def leaves(state: State) -> List[Any]:
    if isinstance(state, dict):
        return [leaf for key in state for leaf in leaves(state[key])]
    if isinstance(state, (tuple, list)):
        return [leaf for one in state for leaf in leaves(one)]
    return [] if state is None else [state]


def rebuild(state: State, parts: List[Any]) -> State:
    """A state of the same structure whose leaves are taken from the front of `parts`."""
    if isinstance(state, dict):
        return {key: rebuild(state[key], parts) for key in state}
    if isinstance(state, tuple) and hasattr(state, "_fields"):
        return type(state)(*(rebuild(one, parts) for one in state))
    if isinstance(state, (tuple, list)):
        return type(state)(rebuild(one, parts) for one in state)
    return None if state is None else parts.pop(0)


def take(leaf: Any, rows: Sequence[int], axis: int) -> Any:
    if hasattr(leaf, "index_select"):
        return leaf.index_select(axis, leaf.new_tensor(rows).long())
    return np.take(leaf, rows, axis=axis)


def concatenate(parts: List[Any], axis: int) -> Any:
    if hasattr(parts[0], "index_select"):
        import torch

        return torch.cat(parts, dim=axis)
    return np.concatenate(parts, axis=axis)


def gather(rows: Sequence[Tuple[State, int]], axes: List[int]) -> State:
    """A batch of rows of other batches."""
    batches: List[Tuple[State, List[int]]] = []
    for state, row in rows:
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
    if not axes or -1 in axes:
        got = odd or "none" if not axes else f"one of shape {list(shapes[axes.index(-1)][0])} for 3 sequences"
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
            "pass the state on to the layers, and call model.eval() first: dropout draws anew each time.",
        )
    return axes, are_probabilities


def centered(output: Any) -> Any:
    return output - output.mean(axis=-1, keepdims=True)
