"""Makes the files beside it with real Keras, and `expected.json`, what Keras computes from them.

    python -m venv keras && keras/bin/pip install tensorflow-cpu==2.21.0 keras==3.15.1 tf_keras==2.21.0
    keras/bin/python packages/formats/src/__fixtures__/make.py
"""

import json
import os
import pathlib

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import keras
import numpy
import tf_keras

folder = pathlib.Path(__file__).parent
V, E, H, T, B = 7, 3, 4, 12, 2
tokens = numpy.random.default_rng(1).integers(0, V, (B, T))
expected = {"tokens": tokens.tolist(), "logits": {}}


def randomize(model, seed):
    """Weights of a size at which every gate moves."""
    generator = numpy.random.default_rng(seed)
    model.set_weights([generator.normal(0, 0.7, w.shape).astype("float32") for w in model.get_weights()])


def record(name, logits):
    expected["logits"][name] = numpy.asarray(logits, "float64").tolist()


# As the reference experiment: mixed float16, dropout, L2, trained, so that the file has an optimizer.
def reference(policy):
    layers = keras.layers
    return keras.Sequential(
        [
            keras.Input((None,)),
            layers.Embedding(V, E, dtype=policy),
            layers.LSTM(H, return_sequences=True, dtype=policy),
            layers.Dropout(0.1, dtype=policy),
            layers.LSTM(H, return_sequences=True, dtype=policy),
            layers.Dropout(0.1, dtype=policy),
            layers.Dense(V, kernel_regularizer=keras.regularizers.L2(1e-4), dtype=policy),
        ]
    )


model = reference("mixed_float16")
randomize(model, 1)
model.compile(keras.optimizers.Adam(1e-3), keras.losses.SparseCategoricalCrossentropy(from_logits=True))
model.fit(tokens, numpy.roll(tokens, -1, 1), verbose=0)
model.save(folder / "lstm-mixed-float16.keras")
float32 = reference("float32")
float32.set_weights(model.get_weights())
record("lstm-mixed-float16.keras", float32(tokens))

# Functional, stateful, names of its own, no biases but the dense layer's, softmax: the logits are those before it.
inputs = keras.Input((None,), batch_size=B)
x = keras.layers.Embedding(V, E, name="characters")(inputs)
x = keras.layers.GRU(H, return_sequences=True, stateful=True, use_bias=False, name="memory")(x)
x = keras.layers.Dropout(0.2)(x)
outputs = keras.layers.Dense(V, activation="softmax", name="next")(x)
model = keras.Model(inputs, outputs)
randomize(model, 2)
model.save(folder / "gru-functional.keras")
record("gru-functional.keras", numpy.log(model(tokens)))

model = keras.Sequential(
    [
        keras.Input((None,)),
        keras.layers.Embedding(V, E),
        keras.layers.SimpleRNN(H, return_sequences=True),
        keras.layers.Dense(V),
        keras.layers.Activation("softmax"),
    ]
)
randomize(model, 3)
model.save(folder / "rnn.h5")
record("rnn.h5", keras.Sequential(model.layers[:-1])(tokens))

# Keras 2 writes other names and another form of the configuration.
tf_keras.mixed_precision.set_global_policy("mixed_float16")
layers = tf_keras.layers
model = tf_keras.Sequential(
    [
        layers.Embedding(V, E, batch_input_shape=(B, None)),
        layers.GRU(H, return_sequences=True),
        layers.GRU(H, return_sequences=True),
        layers.Dense(V, dtype="float32"),
    ]
)
randomize(model, 4)
model.save(folder / "gru-keras-2.h5")
weights = model.get_weights()
tf_keras.mixed_precision.set_global_policy("float32")
model = tf_keras.Sequential.from_config(
    json.loads(json.dumps(model.get_config()).replace("mixed_float16", "float32"))
)
model.set_weights(weights)
record("gru-keras-2.h5", model(tokens))

(folder / "expected.json").write_text(json.dumps(expected) + "\n")
