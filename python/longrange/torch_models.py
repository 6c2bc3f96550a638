"""A `torch.nn.Module` as a model."""

from __future__ import annotations

from typing import Any, Optional, Sequence

import numpy as np

from .models import BATCH, StepModel


def from_torch(
    module: Any,
    alphabet: Sequence[Optional[str]],
    *,
    begin: Optional[int] = None,
    name: str = "model",
    together: int = BATCH,
) -> StepModel:
    """Makes a model of a module of characters with a carried state: `module(ids, state)` returns `(logits, state)`.

    ids: int64 [B, T]; state: None at the beginning of a text; logits: [B, T, V], column i being `alphabet[i]`, or None in it for a column
    that is no character. The state is of tensors in tuples, lists or dicts; the axis of the batch is found by a trial.

    begin: id that is read before each text; without it the first character of a text counts as a uniform guess.
    together: number of texts to read side by side.
    """
    import torch

    device = next((one.device for one in module.parameters()), torch.device("cpu"))
    module.eval()

    def step(ids: np.ndarray, state: Any) -> Any:
        with torch.inference_mode():
            return module(torch.as_tensor(ids, dtype=torch.long, device=device), state)

    return StepModel(step, alphabet, begin=begin, name=name, together=together)
