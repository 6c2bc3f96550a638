"""A Keras model as a model."""

from __future__ import annotations

from typing import Any, List, Optional, Sequence

import numpy as np

from .errors import LongrangeError
from .models import BATCH, StepModel


def from_keras(
    model: Any,
    alphabet: Sequence[Optional[str]],
    *,
    begin: Optional[int] = None,
    name: str = "model",
    batch_size: int = BATCH,
) -> StepModel:
    """Makes a model of a Keras 3 model that is a chain of layers, such as Embedding, GRU(return_sequences=True), Dense, from ids [B, T] to
    logits or probabilities [B, T, V]. The states of its recurrent layers are carried. `alphabet`, `begin` and `batch_size` are as in `from_torch`.
    """
    import keras

    layers = [one for one in model.layers if not isinstance(one, keras.layers.InputLayer)]
    recurrent = [one for one in layers if isinstance(one, keras.layers.RNN)]
    wrong = [one.name for one in recurrent if not one.return_sequences or one.go_backwards]
    if wrong or not recurrent:
        raise LongrangeError(
            "MODEL_STATE",
            f"Expected recurrent layers with return_sequences=True that read forward, got {', '.join(wrong) or 'none'}.",
            "a model without a state is a function of contexts: longrange.evaluate(fn, alphabet=…).",
        )

    def chain(ids: np.ndarray, state: Optional[List[Any]]) -> Any:
        value: Any = keras.ops.convert_to_tensor(ids, dtype="int32")
        before, after = iter(state or []), []
        for layer in layers:
            if layer not in recurrent:
                value = layer(value)
                continue
            own = layer.get_initial_state(len(ids)) if state is None else next(before)
            returns, layer.return_state = layer.return_state, True
            try:
                value, *states = layer(value, initial_state=own)
            finally:
                layer.return_state = returns
            after.append([keras.ops.convert_to_numpy(one) for one in states])
        return keras.ops.convert_to_numpy(value), after

    few = np.arange(4)[None]
    expected = keras.ops.convert_to_numpy(model(few))
    got, _ = chain(few, None)
    if got.shape != expected.shape or np.abs(got - expected).max() > 1e-3:
        raise LongrangeError("MODEL_STATE", "Expected a chain of layers, got a model that joins them otherwise.")
    return StepModel(chain, alphabet, begin=begin, name=name, batch_size=batch_size)
