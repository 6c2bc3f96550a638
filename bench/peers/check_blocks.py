"""Holds networks of blocks in PyTorch to longrange: what scripts/check-blocks.mjs asks of Python.

check_blocks.py FOLDER   for each FOLDER/NAME.json, with values and gradients beside it: the loss of two pieces of text, the state carried from one
to the other, and its gradients; prints by name the largest difference relative to the largest number of the same tensor
"""

import json
import pathlib
import sys

import torch
from torch.nn import functional as F

from blocks import BlockModel, detached


def main(folder):
    worst = {}
    for path in sorted(pathlib.Path(folder).glob("*.json")):
        case = json.loads(path.read_text())
        worst[path.stem] = differences(case, tensors(path, case, "values"), tensors(path, case, "gradients"))
    print(json.dumps(worst))


def tensors(path, case, kind):
    """By their names, as the file has them one after the other."""
    numbers = torch.frombuffer(bytearray(path.with_suffix(f".{kind}").read_bytes()), dtype=torch.float32)
    sizes = [torch.Size(shape).numel() for shape in case["shapes"].values()]
    return {name: part.view(shape) for (name, shape), part in zip(case["shapes"].items(), numbers.split(sizes))}


def differences(case, values, gradients):
    model = BlockModel(case["config"])
    named = dict(model.by_name())
    if named.keys() != values.keys():
        sys.exit(f"Expected the same parameters, got {named.keys() ^ values.keys()}.")
    for name, value in values.items():
        named[name].copy_(value)
    first, second, targets = (torch.tensor(case[name]) for name in ("first", "second", "targets"))
    _, state = model(first)
    logits, _ = model(second, detached(state))
    loss = F.cross_entropy(logits.flatten(0, 1), targets.flatten())
    loss.backward()
    worst = {name: relative(gradient, gradients[name]) for name, gradient in model.by_name(gradients=True)}
    return {"loss": abs(loss.item() - case["loss"]) / case["loss"], **worst}


def relative(ours, theirs):
    return ((ours - theirs).abs().max() / theirs.abs().max()).item()


main(*sys.argv[1:])
