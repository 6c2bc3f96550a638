"""The reference model and the networks of blocks (blocks.py) in PyTorch, as a peer of `pnpm bench`. Reads commands from standard input, one JSON object a line:

{"task": "train" | "sample", "batch": B, "length": T, "units": H, "repeats": n}

or, in place of `units`, "config": the configuration of a network of blocks; and answers each with one JSON object: characters per second over `repeats` steps (after one step of warm-up the first time).
Needs `torch` (from PyPI, or Debian's python3-torch) and nothing else; `compiled` also a C++ compiler.

python3 pytorch.py THREADS [bfloat16] [compiled]    bfloat16: under autocast, weights stay float32; compiled: by torch.compile
"""

import json
import sys
import time

import torch
from torch import nn

from blocks import BlockModel, detached

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
        outputs, state = self.lstm(self.embedding(tokens), state)
        return self.dense(outputs), state


def make_model(units: int | None, config: dict | None) -> nn.Module:
    torch.manual_seed(1)
    model = BlockModel(config) if config else Model(units)
    return torch.compile(model) if COMPILED else model


class Trainer:
    def __init__(self, batch: int, length: int, units: int | None = None, config: dict | None = None):
        self.model = make_model(units, config)
        # One pass over all parameters; the LSTM has few of them.
        self.optimizer = torch.optim.Adam(self.model.parameters(), lr=1e-3, fused=config is not None)
        tokens = torch.randint(VOCABULARY, (batch, length + 1))
        # Blocks are time-major.
        self.inputs, self.targets = (part.t().contiguous() if config else part for part in (tokens[:, :-1], tokens[:, 1:]))
        self.state = None

    def logits(self):
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=BFLOAT16):
            logits, state = self.model(self.inputs, self.state)
        self.state = detached(state)
        return logits.float().reshape(-1, VOCABULARY)

    def step(self):
        loss = nn.functional.cross_entropy(self.logits(), self.targets.reshape(-1))
        self.optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self.optimizer.step()

    def characters(self) -> int:
        return self.targets.numel()


class Sampler:
    """One character at a time for `batch` sequences; a step is `length` characters of each."""

    def __init__(self, batch: int, length: int, units: int):
        self.model = make_model(units, None).eval()
        self.batch = batch
        self.length = length

    @torch.inference_mode()
    def step(self):
        token = torch.zeros(self.batch, 1, dtype=torch.long)
        state = None
        for _ in range(self.length):
            with torch.autocast("cpu", dtype=torch.bfloat16, enabled=BFLOAT16):
                logits, state = self.model(token, state)
            token = torch.multinomial(torch.softmax(logits[:, -1].float() / 0.8, dim=-1), 1)

    def characters(self) -> int:
        return self.batch * self.length


class Scorer(Trainer):
    @torch.inference_mode()
    def step(self):
        nn.functional.cross_entropy(self.logits(), self.targets.reshape(-1), reduction="none")


TASKS = {"train": Trainer, "score": Scorer, "sample": Sampler}
# Compiled, the loops over characters take minutes first.
BLOCKS_TASKS = [] if COMPILED else ["train blocks", "score blocks"]


def main():
    torch.set_num_threads(THREADS)
    if COMPILED:
        # Where nothing can be compiled, this peer is absent.
        Trainer(2, 4, units=8).step()
    runners = {}
    variant = "".join([" bfloat16" if BFLOAT16 else "", ", compiled" if COMPILED else ""])
    print(json.dumps({"name": f"PyTorch {torch.__version__}{variant}", "threads": torch.get_num_threads(), "tasks": [*TASKS, *BLOCKS_TASKS]}), flush=True)
    for line in sys.stdin:
        command = json.loads(line)
        repeats, task = command.pop("repeats"), command.pop("task")
        key = json.dumps([task, command])
        if key not in runners:
            runners[key] = TASKS[task](**command)
            runners[key].step()
        started = time.perf_counter()
        for _ in range(repeats):
            runners[key].step()
        seconds = time.perf_counter() - started
        print(json.dumps({"charactersPerSecond": runners[key].characters() * repeats / seconds}), flush=True)


main()
