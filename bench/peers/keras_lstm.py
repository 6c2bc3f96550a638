"""The reference model in Keras on TensorFlow, as a peer of `pnpm bench`; speaks as pytorch.py does.

Needs `keras` and `tensorflow` (from PyPI: `tensorflow-cpu`; for a GPU `tensorflow[and-cuda]`) and nothing else.

python3 keras_lstm.py THREADS [cpu | gpu] [POLICY]    POLICY: float32, mixed_float16 or mixed_bfloat16
"""

import json
import os
import sys
import time

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["TF_FORCE_GPU_ALLOW_GROWTH"] = "true"
ON_GPU = sys.argv[2:3] == ["gpu"]
POLICY = sys.argv[3] if len(sys.argv) > 3 else "float32"
if not ON_GPU:
    os.environ["CUDA_VISIBLE_DEVICES"] = ""

import keras  # noqa: E402
import numpy  # noqa: E402
import tensorflow  # noqa: E402

VOCABULARY = 97


def make_model(batch: int, length: int, units: int) -> keras.Model:
    keras.utils.set_random_seed(1)
    return keras.Sequential(
        [
            keras.Input(batch_shape=(batch, length), dtype="int32"),
            keras.layers.Embedding(VOCABULARY, 64),
            keras.layers.LSTM(units, return_sequences=True),
            keras.layers.LSTM(units, return_sequences=True),
            keras.layers.Dense(VOCABULARY, dtype="float32"),
        ]
    )


class Trainer:
    def __init__(self, batch: int, length: int, units: int):
        self.model = make_model(batch, length, units)
        loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
        self.model.compile(keras.optimizers.Adam(1e-3, global_clipnorm=1.0), loss)
        ids = numpy.random.default_rng(1).integers(VOCABULARY, size=(batch, length + 1), dtype=numpy.int32)
        self.inputs, self.targets = ids[:, :-1], ids[:, 1:]

    def step(self):
        self.model.train_on_batch(self.inputs, self.targets)

    def characters(self) -> int:
        return self.targets.size


class Scorer(Trainer):
    def step(self):
        self.model.predict_on_batch(self.inputs)


TASKS = {"train": Trainer, "score": Scorer}


def main():
    tensorflow.config.threading.set_intra_op_parallelism_threads(int(sys.argv[1]))
    tensorflow.config.threading.set_inter_op_parallelism_threads(1)
    tensorflow.config.experimental.enable_tensor_float_32_execution(False)
    keras.mixed_precision.set_global_policy(POLICY)
    if ON_GPU and not tensorflow.config.list_physical_devices("GPU"):
        sys.exit("TensorFlow sees no GPU")
    runners = {}
    variant = "".join([" on the GPU" if ON_GPU else "", "" if POLICY == "float32" else f", {POLICY}"])
    print(json.dumps({"name": f"Keras {keras.__version__}{variant}", "tasks": list(TASKS)}), flush=True)
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
