"""Trains in PyTorch what one of our runs trained, from the files that bench/src/repeat.ts writes; a line now and then, at last one JSON object:

{"name": …, "firstNats": mean loss of the first steps, "bits": bits per character of the validation split, "charactersPerSecond": …}

python3 pytorch_repeat.py FOLDER THREADS [bfloat16]    bfloat16: under autocast, weights stay float32
"""

import json
import math
import sys
import time
from pathlib import Path

import numpy as np
import torch
from torch import nn

FOLDER = Path(sys.argv[1])
BFLOAT16 = "bfloat16" in sys.argv[3:]
recipe = json.loads((FOLDER / "recipe.json").read_text())
B, T = recipe["batchSize"], recipe["sequenceLength"]


def load_weights() -> dict[str, torch.Tensor]:
    values = np.fromfile(FOLDER / "parameters.f32", dtype=np.float32)
    weights, start = {}, 0
    for name, shape in recipe["parameters"]:
        size = math.prod(shape)
        weights[name] = torch.from_numpy(values[start : start + size].reshape(shape))
        start += size
    return weights


class Model(nn.Module):
    def __init__(self, weights: dict[str, torch.Tensor]):
        super().__init__()
        embedding, dense = weights["embedding/embeddings"], weights["dense/kernel"]
        units = dense.shape[0]
        self.embedding = nn.Embedding(*embedding.shape)
        self.lstm = nn.LSTM(embedding.shape[1], units, num_layers=recipe["layers"])
        self.dense = nn.Linear(*dense.shape)
        with torch.no_grad():
            self.embedding.weight.copy_(embedding)
            self.dense.weight.copy_(dense.T)
            self.dense.bias.copy_(weights["dense/bias"])
            for layer in range(recipe["layers"]):
                name = "lstm" if layer == 0 else f"lstm_{layer}"
                getattr(self.lstm, f"weight_ih_l{layer}").copy_(weights[f"{name}/kernel"].T)
                getattr(self.lstm, f"weight_hh_l{layer}").copy_(weights[f"{name}/recurrent_kernel"].T)
                getattr(self.lstm, f"bias_ih_l{layer}").copy_(weights[f"{name}/bias"])
                # Keras has one bias. Two would learn twice as fast.
                getattr(self.lstm, f"bias_hh_l{layer}").zero_().requires_grad_(False)

    def forward(self, tokens, state):
        """tokens (T, B) → logits (T, B, V) float32, state"""
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=BFLOAT16):
            outputs, state = self.lstm(self.embedding(tokens), state)
            return self.dense(outputs).float(), state

    def zero_state(self, batch: int):
        shape = (recipe["layers"], batch, self.lstm.hidden_size)
        return (torch.zeros(shape), torch.zeros(shape))


def train(model: Model) -> tuple[float, float]:
    """Characters per second, and the mean loss of the first steps that our log has a line for, in nats."""
    trained = [parameter for parameter in model.parameters() if parameter.requires_grad]
    optimizer = torch.optim.Adam(trained, betas=tuple(recipe["betas"]), eps=recipe["epsilon"])
    steps = len(recipe["learningRates"])
    batches = np.memmap(FOLDER / "batches.i32", dtype=np.int32, mode="r", shape=(steps, (2 * T + 1) * B))
    state, characters, losses, started = model.zero_state(B), 0, [], time.perf_counter()
    for step, rate in enumerate(recipe["learningRates"]):
        words = torch.from_numpy(batches[step].astype(np.int64))
        tokens, targets = words[: T * B].reshape(T, B), words[T * B : 2 * T * B]
        goes_on = 1.0 - words[2 * T * B :].float()[None, :, None]
        logits, state = model(tokens, tuple(part.detach().float() * goes_on for part in state))
        loss = nn.functional.cross_entropy(logits.reshape(T * B, -1), targets, ignore_index=-1)
        # PyTorch adds ε to the corrected root, we (as Keras) to the plain one.
        corrected = recipe["epsilon"] / math.sqrt(1 - recipe["betas"][1] ** (step + 1))
        optimizer.param_groups[0].update(lr=rate, eps=corrected)
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(trained, recipe["clipNorm"])
        optimizer.step()
        characters += int((targets >= 0).sum())
        losses.append(loss.item())
        if (step + 1) % 500 == 0:
            pace = characters / (time.perf_counter() - started)
            bits = sum(losses[-500:]) / 500 / math.log(2)
            print(f"step {step + 1} of {steps}: {bits:.3f} bits/char, {pace:,.0f} characters/s", flush=True)
    first = sum(losses[: recipe["firstSteps"]]) / recipe["firstSteps"]
    return characters / (time.perf_counter() - started), first


@torch.inference_mode()
def validate(model: Model) -> float:
    """Bits per character, each document from an empty state, all side by side."""
    ids = torch.from_numpy(np.fromfile(FOLDER / "validation.i32", dtype=np.int32).astype(np.int64))
    starts, ends = [0, *recipe["documentEnds"][:-1]], recipe["documentEnds"]
    longest = max(end - start for start, end in zip(starts, ends))
    tokens = torch.full((longest, len(ends)), recipe["beginOfDocument"])
    targets = torch.full((longest, len(ends)), -1)
    for column, (start, end) in enumerate(zip(starts, ends)):
        targets[: end - start, column] = ids[start:end]
        tokens[1 : end - start, column] = ids[start : end - 1]
    state, nats = model.zero_state(len(ends)), 0.0
    for first in range(0, longest, 256):
        part = slice(first, first + 256)
        logits, state = model(tokens[part], state)
        state = tuple(part.float() for part in state)
        nats += nn.functional.cross_entropy(
            logits.flatten(0, 1), targets[part].flatten(), ignore_index=-1, reduction="sum"
        ).item()
    return nats / len(ids) / math.log(2)


torch.set_num_threads(int(sys.argv[2]))
model = Model(load_weights())
pace, first = train(model)
name = f"PyTorch {torch.__version__}{' bfloat16' if BFLOAT16 else ''}"
print(json.dumps({"name": name, "firstNats": first, "bits": validate(model), "charactersPerSecond": round(pace)}))
