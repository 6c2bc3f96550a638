"""The reference model in ONNX Runtime, as a peer of `pnpm bench`: it scores by the LSTM operator, with our weights. Speaks as pytorch.py does, but
its commands name a folder, too, with model.onnx, tokens.i32 and scores.f32 (embedded.ts); its log-probabilities must be ours.

Needs `onnx` and `onnxruntime` (from PyPI) and nothing else.

python3 onnx_lstm.py THREADS
"""

import json
import pathlib
import sys
import time

import numpy
import onnx
import onnxruntime
from onnx import TensorProto, helper

# Largest difference of natural log-probabilities after up to 256 steps, which each program sums in another order.
TOLERANCE = 1e-5


class Scorer:
    def __init__(self, folder: str, batch: int, length: int, units: int):
        folder = pathlib.Path(folder)
        tokens = numpy.fromfile(folder / "tokens.i32", numpy.int32).reshape(batch, length).T.astype(numpy.int64)
        targets = numpy.roll(tokens, -1, axis=0)[:, :, numpy.newaxis]
        model = with_scores(onnx.load(folder / "model.onnx"))
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = int(sys.argv[1])
        self.session = onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
        states = {value.name: numpy.zeros((1, batch, units), numpy.float32) for value in model.graph.input if value.name.startswith("state_")}
        self.inputs = {"tokens": tokens, "targets": targets, **states}
        ours = numpy.fromfile(folder / "scores.f32", numpy.float32).reshape(batch, length).T
        worst = abs(self.step()[:-1, :, 0] - ours[1:]).max()
        if not worst < TOLERANCE:
            sys.exit(f"Expected log-probabilities within {TOLERANCE} of longrange's, got a difference of {worst}.")

    def step(self):
        return self.session.run(["scores"], self.inputs)[0]

    def characters(self) -> int:
        return self.inputs["tokens"].size


def with_scores(model: onnx.ModelProto) -> onnx.ModelProto:
    """Adds `targets`, int64 [T, B, 1], and their log-probabilities `scores`, float32 [T, B, 1]."""
    graph = model.graph
    graph.node.append(helper.make_node("LogSoftmax", ["logits"], ["log_probabilities"], axis=-1))
    graph.node.append(helper.make_node("GatherElements", ["log_probabilities", "targets"], ["scores"], axis=-1))
    graph.input.append(helper.make_tensor_value_info("targets", TensorProto.INT64, ["T", "B", 1]))
    graph.output.append(helper.make_tensor_value_info("scores", TensorProto.FLOAT, ["T", "B", 1]))
    return model


def main():
    runners = {}
    print(json.dumps({"name": f"ONNX Runtime {onnxruntime.__version__}", "tasks": ["score"], "files": True}), flush=True)
    for line in sys.stdin:
        command = json.loads(line)
        folder, repeats = command["folder"], command["repeats"]
        if folder not in runners:
            runners[folder] = Scorer(folder, command["batch"], command["length"], command["units"])
        started = time.perf_counter()
        for _ in range(repeats):
            runners[folder].step()
        seconds = time.perf_counter() - started
        print(json.dumps({"charactersPerSecond": runners[folder].characters() * repeats / seconds}), flush=True)


main()
