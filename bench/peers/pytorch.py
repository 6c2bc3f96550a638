"""The reference model in PyTorch, as a peer of `pnpm bench`. Reads commands from standard input, one JSON object a line:

{"task": "train" | "sample", "batch": B, "length": T, "units": H, "repeats": n}

and answers each with one JSON object: characters per second over `repeats` steps (after one step of warm-up the first time).
Needs `torch` (from PyPI, or Debian's python3-torch) and nothing else; `compiled` also a C++ compiler.

python3 pytorch.py THREADS [bfloat16] [compiled]    bfloat16: under autocast, weights stay float32; compiled: by torch.compile
"""

import json
import sys
import time

import torch
from torch import nn

THREADS = int(sys.argv[1])
BFLOAT16 = "bfloat16" in sys.argv[2:]
COMPILED = "compiled" in sys.argv[2:]
VOCABULARY = 97
EMBEDDING = 64


class Model(nn.Module):
    def __init__(self, units: int):
        super().__init__()
        self.embedding = nn.Embedding(VOCABULARY, EMBEDDING)
        self.lstm = nn.LSTM(EMBEDDING, units, num_layers=2, batch_first=True)
        self.dense = nn.Linear(units, VOCABULARY)

    def forward(self, tokens, state=None):
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=BFLOAT16):
            outputs, state = self.lstm(self.embedding(tokens), state)
            return self.dense(outputs).float(), state


def make_model(units: int) -> nn.Module:
    torch.manual_seed(1)
    model = Model(units)
    return torch.compile(model) if COMPILED else model


class Trainer:
    def __init__(self, batch: int, length: int, units: int):
        self.model = make_model(units)
        self.optimizer = torch.optim.Adam(self.model.parameters(), lr=1e-3)
        self.tokens = torch.randint(VOCABULARY, (batch, length + 1))
        self.state = None

    def step(self):
        logits, state = self.model(self.tokens[:, :-1], self.state)
        self.state = tuple(part.detach() for part in state)
        loss = nn.functional.cross_entropy(logits.reshape(-1, VOCABULARY), self.tokens[:, 1:].reshape(-1))
        self.optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self.optimizer.step()

    def characters(self) -> int:
        return self.tokens[:, 1:].numel()


class Sampler:
    """One character at a time for `batch` sequences; a step is `length` characters of each."""

    def __init__(self, batch: int, length: int, units: int):
        self.model = make_model(units).eval()
        self.batch = batch
        self.length = length

    @torch.inference_mode()
    def step(self):
        token = torch.zeros(self.batch, 1, dtype=torch.long)
        state = None
        for _ in range(self.length):
            logits, state = self.model(token, state)
            token = torch.multinomial(torch.softmax(logits[:, -1] / 0.8, dim=-1), 1)

    def characters(self) -> int:
        return self.batch * self.length


class Scorer(Trainer):
    @torch.inference_mode()
    def step(self):
        logits, state = self.model(self.tokens[:, :-1], self.state)
        self.state = tuple(part.detach() for part in state)
        nn.functional.cross_entropy(logits.reshape(-1, VOCABULARY), self.tokens[:, 1:].reshape(-1), reduction="none")


TASKS = {"train": Trainer, "score": Scorer, "sample": Sampler}


def main():
    torch.set_num_threads(THREADS)
    if COMPILED:
        # Where nothing can be compiled, this peer is absent.
        Trainer(2, 4, 8).step()
    runners = {}
    variant = "".join([" bfloat16" if BFLOAT16 else "", ", compiled" if COMPILED else ""])
    print(json.dumps({"name": f"PyTorch {torch.__version__}{variant}", "threads": torch.get_num_threads(), "tasks": list(TASKS)}), flush=True)
    for line in sys.stdin:
        command = json.loads(line)
        key = (command["task"], command["batch"], command["length"], command["units"])
        if key not in runners:
            runners[key] = TASKS[command["task"]](*key[1:])
            runners[key].step()
        started = time.perf_counter()
        for _ in range(command["repeats"]):
            runners[key].step()
        seconds = time.perf_counter() - started
        print(json.dumps({"charactersPerSecond": runners[key].characters() * command["repeats"] / seconds}), flush=True)


main()
