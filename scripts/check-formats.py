"""What check-formats.mjs asks of Python: to train and save with Keras, and to run what longrange exported.

check-formats.py train FOLDER     trains the reference model on FOLDER/corpus, saves reference.keras, and what it computes
check-formats.py compare FOLDER   runs FOLDER/NAME.keras, .onnx and .safetensors, holds them against NAME.f32, what longrange computes
"""

import json
import os
import pathlib
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("KERAS_BACKEND", "jax")
import keras
import numpy as np

HELD_OUT = 10_000


def main(command, folder):
    keras.utils.set_random_seed(1)
    {"train": train, "compare": compare}[command](pathlib.Path(folder))


def reference(V):
    """The reference experiment's model."""
    layers = keras.layers
    return keras.Sequential(
        [
            keras.Input((None,)),
            layers.Embedding(V, 64),
            layers.LSTM(256, return_sequences=True),
            layers.Dropout(0.1),
            layers.LSTM(256, return_sequences=True),
            layers.Dropout(0.1),
            layers.Dense(V, kernel_regularizer=keras.regularizers.L2(1e-4)),
        ]
    )


def train(folder):
    text = "".join(path.read_text("utf-8") for path in sorted((folder / "corpus").iterdir()))
    characters = sorted(set(text))
    ids = np.array([characters.index(c) for c in text], "int32")
    training, held_out = ids[:-HELD_OUT], ids[-HELD_OUT:]
    B, T, steps = 16, 64, 8
    windows = training[: B * T * steps + 1]
    model = reference(len(characters))
    model.compile(
        keras.optimizers.Adam(2e-3, clipnorm=1.0),
        keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    )
    model.fit(windows[:-1].reshape(-1, T), windows[1:].reshape(-1, T), batch_size=B, shuffle=False, verbose=0)
    model.save(folder / "reference.keras")
    # One sequence from first to last, while longrange carries the state from piece to piece.
    model.predict_on_batch(held_out[None])[0].astype("<f4").tofile(folder / "keras.f32")
    held_out.astype("<i4").tofile(folder / "reference.i32")
    print(json.dumps({"backend": keras.backend.backend(), "version": keras.__version__, "characters": len(characters)}))


def compare(folder):
    worst = {}
    for path in sorted(folder.glob("*.onnx")):
        name = path.stem
        ids = np.fromfile(folder / f"{name}.i32", "<i4")
        ours = np.fromfile(folder / f"{name}.f32", "<f4").reshape(len(ids), -1)
        results = {"keras": run_keras(folder / f"{name}.keras", ids), "onnx": run_onnx(path, ids)}
        if name.startswith("reference"):
            results["safetensors"] = run_safetensors(folder / f"{name}.safetensors", ids)
        for kind, logits in results.items():
            worst[f"{name}, {kind}"] = float(np.abs(logits - ours).max())
    print(json.dumps(worst))


def run_keras(path, ids):
    return keras.models.load_model(path).predict_on_batch(ids[None])[0]


def run_onnx(path, ids):
    """In two pieces, the state carried from one to the other."""
    import onnxruntime

    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    states = {
        value.name: np.zeros((1, 1, value.shape[2]), "float32")
        for value in session.get_inputs()
        if value.name != "tokens"
    }
    pieces = []
    for piece in np.array_split(ids, 2):
        logits, *states_after = session.run(None, {"tokens": piece[:, None].astype("int64"), **states})
        states = dict(zip(states, states_after))
        pieces.append(logits[:, 0])
    return np.concatenate(pieces)


def run_safetensors(path, ids):
    """An LSTM in NumPy, by the names of the tensors."""
    from safetensors import safe_open

    with safe_open(path, "np") as file, safe_open(path.with_name("half.safetensors"), "np") as half:
        config = json.loads(file.metadata()["longrange"])
        weights = {name: file.get_tensor(name) for name in file.keys()}
        assert all((half.get_tensor(name) == weights[name].astype("float16")).all() for name in weights)
    assert config["network"] == "lstm" and len(config["vocabulary"]) == weights["dense/bias"].size
    sigmoid = lambda x: 1 / (1 + np.exp(-x))
    outputs = weights["embedding/embeddings"][ids]
    for layer in ["lstm", "lstm_1"]:
        kernel, recurrent, bias = (weights[f"{layer}/{name}"] for name in ["kernel", "recurrent_kernel", "bias"])
        h = c = np.zeros(recurrent.shape[0], "float32")
        inputs, outputs = outputs @ kernel + bias, []
        for x in inputs:
            i, f, g, o = np.split(x + h @ recurrent, 4)
            c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
            h = sigmoid(o) * np.tanh(c)
            outputs.append(h)
        outputs = np.array(outputs)
    return outputs @ weights["dense/kernel"] + weights["dense/bias"]


main(*sys.argv[1:])
