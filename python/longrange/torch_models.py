"""A `torch.nn.Module` as a model."""

from __future__ import annotations

import inspect
from typing import Any, Optional, Sequence

import numpy as np

from .errors import LongrangeError
from .models import BATCH, StepModel


def from_torch(
    module: Any,
    alphabet: Sequence[Optional[str]],
    *,
    begin: Optional[int] = None,
    name: str = "model",
    batch_size: int = BATCH,
) -> StepModel:
    """Makes a model of a module of characters with a carried state: `module(ids, state)` returns `(logits, state)`.

    ids: int64 [B, T]; state: None at the beginning of a text; logits: [B, T, V], column i being `alphabet[i]`, or None in it for a column
    that is no character. The state is of tensors in tuples, lists or dicts; the axis of the batch is found by a trial. Numbers in it, such as a
    position, are shared: sequences are read side by side if their states differ along that axis only, else one after the other.

    A state may grow, as a key/value cache of attention does (q, k, v: [B, heads, T, D]; `state[0].shape[2]` characters were read before):

        def attend(q, k, v, state):
            if state is not None:
                k, v = torch.cat([state[0], k], 2), torch.cat([state[1], v], 2)
            seen = torch.ones(q.shape[2], k.shape[2], device=q.device).bool().tril(k.shape[2] - q.shape[2])
            return F.scaled_dot_product_attention(q, k, v, seen), (k, v)

    or may keep only a window of the last `width` characters:

        def attend(q, k, v, state, width=64):
            k, v = (k, v) if state is None else (torch.cat([state[0], k], 2), torch.cat([state[1], v], 2))
            past = k.shape[2] - q.shape[2]
            seen = torch.ones(q.shape[2], k.shape[2], device=q.device).bool().tril(past).triu(past - width + 1)
            return F.scaled_dot_product_attention(q, k, v, seen), (k[:, :, 1 - width :], v[:, :, 1 - width :])

    begin: id that is read before each text; without it the first character of a text counts as a uniform guess.
    batch_size: number of texts to read side by side.
    """
    import torch

    try:
        if not isinstance(module, torch.nn.Module):
            raise TypeError
        inspect.signature(module.forward).bind(None, None)
    except TypeError:
        raise LongrangeError(
            "MODEL_INVALID",
            f"Expected a torch.nn.Module that is called as module(ids, state), got {type(module).__name__}.",
            "a model without a state is a function of contexts: longrange.evaluate(fn, alphabet=…).",
        ) from None
    device = next((one.device for one in module.parameters()), torch.device("cpu"))
    module.eval()

    def step(ids: np.ndarray, state: Any) -> Any:
        with torch.inference_mode():
            return module(torch.tensor(ids, dtype=torch.long, device=device), state)

    return StepModel(step, alphabet, begin=begin, name=name, batch_size=batch_size)
