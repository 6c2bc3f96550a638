"""Adapters of PyTorch, Keras and transformers, where these are installed: tiny networks of random weights against the same in NumPy."""

import base64
import os

import numpy as np
import pytest
from conftest import ALPHABET, DOCUMENTS

import longrange
from longrange.models import log_softmax

V, E, H = len(ALPHABET), 5, 7
SHAPES = {"embedding": (V, E), "kernel": (E, 3 * H), "recurrent": (H, 3 * H), "biases": (2, 3 * H), "dense": (H, V), "bias": (V,)}


@pytest.fixture
def weights():
    """Those of a GRU, gates in the order of Keras: update, reset, candidate."""
    random = np.random.default_rng(3)
    return {name: random.normal(size=shape).astype(np.float32) for name, shape in SHAPES.items()}


def gru(ids, weights):
    """Log-probabilities [T, V] after each character of a text (Cho et al. 2014, with the reset after the product)."""
    hidden, rows = np.zeros(H), []
    for one in ids:
        x = np.split(weights["embedding"][one] @ weights["kernel"] + weights["biases"][0], 3)
        h = np.split(hidden @ weights["recurrent"] + weights["biases"][1], 3)
        update, reset = (1 / (1 + np.exp(-(x[i] + h[i]))) for i in (0, 1))
        hidden = update * hidden + (1 - update) * np.tanh(x[2] + reset * h[2])
        rows.append(hidden @ weights["dense"] + weights["bias"])
    return log_softmax(np.array(rows))


def in_keras(weights):
    os.environ.setdefault("KERAS_BACKEND", "torch")
    pytest.importorskip("torch")
    keras = pytest.importorskip("keras")
    layers = [keras.layers.Embedding(V, E), keras.layers.GRU(H, return_sequences=True), keras.layers.Dense(V, activation="softmax")]
    model = keras.Sequential([keras.Input((None,), dtype="int32"), *layers])
    model.set_weights(list(weights.values()))
    return longrange.from_keras(model, ALPHABET)


def in_torch(weights):
    torch = pytest.importorskip("torch")

    class Net(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.embedding, self.gru, self.dense = torch.nn.Embedding(V, E), torch.nn.GRU(E, H, batch_first=True), torch.nn.Linear(H, V)

        def forward(self, ids, state):
            output, state = self.gru(self.embedding(ids), state)
            return self.dense(output), state

    def torchs(gates):
        update, reset, candidate = np.split(gates, 3, axis=-1)
        return np.concatenate([reset, update, candidate], axis=-1).T

    given = [weights["embedding"], torchs(weights["kernel"]), torchs(weights["recurrent"]), *map(torchs, weights["biases"])]
    net = Net()
    for own, value in zip(net.parameters(), [*given, weights["dense"].T, weights["bias"]]):
        own.data = torch.tensor(np.ascontiguousarray(value))
    return longrange.from_torch(net, ALPHABET)


@pytest.mark.parametrize("make", [in_keras, in_torch])
def test_a_recurrent_network_is_the_same_in_numpy(make, weights):
    model = make(weights)
    model.greeting()
    text = np.random.default_rng(4).integers(V, size=(3, 9))
    expected = [gru(one, weights) for one in text]
    model.open([1, 2])
    first = model.advance([1, 2], text[:2, :4], np.array([0, 3, 5]))
    np.testing.assert_allclose(first, [expected[0][0], expected[0][3], expected[1][1]], atol=1e-5)
    model.fork([2], [3])
    rest = model.advance([3, 1], np.stack([text[2, 4:], text[0, 4:]]), np.array([4, 9]))
    np.testing.assert_allclose(rest, [gru([*text[1, :4], *text[2, 4:]], weights)[-1], expected[0][-1]], atol=1e-5)


def test_a_module_without_a_state_is_refused():
    torch = pytest.importorskip("torch")
    for wrong in (torch.nn.Linear(2, 2), lambda ids, state: None):
        with pytest.raises(longrange.LongrangeError, match=r"called as module\(ids, state\), got"):
            longrange.from_torch(wrong, ALPHABET)
    with pytest.raises(longrange.LongrangeError, match="got Linear"):
        longrange.evaluate(torch.nn.Linear(2, 2), DOCUMENTS, ALPHABET)


def test_a_transformer_reads_on_from_what_is_kept():
    torch = pytest.importorskip("torch")
    transformers = pytest.importorskip("transformers")
    tokenizers = pytest.importorskip("tokenizers")
    own = tokenizers.Tokenizer(tokenizers.models.BPE())
    own.pre_tokenizer = tokenizers.pre_tokenizers.ByteLevel(add_prefix_space=False)
    own.decoder = tokenizers.decoders.ByteLevel()
    letters = tokenizers.pre_tokenizers.ByteLevel.alphabet()
    own.train_from_iterator(DOCUMENTS, tokenizers.trainers.BpeTrainer(vocab_size=300, special_tokens=["<s>"], initial_alphabet=letters))
    tokenizer = transformers.PreTrainedTokenizerFast(tokenizer_object=own, bos_token="<s>")
    torch.manual_seed(5)
    sizes = {"hidden_size": 16, "intermediate_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2, "max_position_embeddings": 64}
    network = transformers.LlamaForCausalLM(transformers.LlamaConfig(vocab_size=304, initializer_range=0.5, **sizes))
    model = longrange.from_transformers(network, tokenizer, name="tiny", sequences=2)
    header, _ = model.greeting()
    assert [header[one] for one in ("name", "first", "prefix", "context", "sequences")] == ["tiny", 0, "", 64, 2]
    text = "def naïve(a):\n    return 'λ'\n"
    ids = model.tokenize(text)
    assert b"".join(base64.b64decode(header["tokens"][one]) for one in ids).decode() == text
    assert header["tokens"][0] is None and header["tokens"][300:] == [None] * 4

    def expected(tokens):
        # Without a cache, in NumPy from the logits on.
        logits = network(torch.tensor([tokens]), use_cache=False).logits[0, -1].detach().numpy().astype(np.float64)
        return logits - np.log(np.exp(logits).sum())

    other = [0, *ids[:5], *ids[7:12]]
    model.open([1, 2])
    for tokens, keep in (([0, *ids], 0), (other, 6), ([0, *ids], 6), ([0, 9], 0), ([0, 9, 8], 2)):
        model.cut([1], [keep])
        got = model.advance([1], np.array([tokens[keep:]]), np.array([len(tokens) - keep - 1]))
        np.testing.assert_allclose(got[0], expected(tokens), atol=1e-5)
    with pytest.raises(longrange.LongrangeError, match="got `fork`"):
        model.fork([1], [2])
