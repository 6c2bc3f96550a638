"""The reference model in PyTorch, as a peer of `pnpm bench`. Reads commands from standard input, one JSON object a line:

{"task": "train" | "sample", "batch": B, "length": T, "units": H, "repeats": n}

and answers each with one JSON object: characters per second over `repeats` steps (after one step of warm-up the first time).
Needs `torch` (from PyPI, or Debian's python3-torch) and nothing else.
"""

import json
import sys
import time

import torch
from torch import nn

VOCABULARY = 97
EMBEDDING = 64


class Model(nn.Module):
    def __init__(self, units: int):
        super().__init__()
        self.embedding = nn.Embedding(VOCABULARY, EMBEDDING)
        self.lstm = nn.LSTM(EMBEDDING, units, num_layers=2, batch_first=True)
        self.dense = nn.Linear(units, VOCABULARY)

    def forward(self, tokens, state=None):
        outputs, state = self.lstm(self.embedding(tokens), state)
        return self.dense(outputs), state


class Trainer:
    def __init__(self, batch: int, length: int, units: int):
        torch.manual_seed(1)
        self.model = Model(units)
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
        torch.manual_seed(1)
        self.model = Model(units).eval()
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
    torch.set_num_threads(int(sys.argv[1]))
    runners = {}
    print(json.dumps({"name": f"PyTorch {torch.__version__}", "threads": torch.get_num_threads(), "tasks": list(TASKS)}), flush=True)
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
