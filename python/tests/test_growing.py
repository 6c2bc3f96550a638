"""States that grow: attention with a cache or a window, by the recipes of the documents, against attention over the whole text."""

import re
import textwrap
from pathlib import Path

import numpy as np
import pytest
from conftest import ALPHABET, DOCUMENTS, TINY

import longrange
from longrange.models import StepModel, log_softmax

torch = pytest.importorskip("torch")
F = torch.nn.functional
V, HEADS, D = len(ALPHABET), 2, 4
PLACES = {"README": (Path(__file__).parent.parent / "README.md").read_text("utf8"), "docstring": longrange.from_torch.__doc__}


def recipes(text):
    """The functions `attend` in a text, a cache and a window."""
    found = re.findall(r"^ *def attend\(.*\n(?:.*\n)*?.*return .*\n", text, re.M)
    assert len(found) == 2 and all(len(one.splitlines()) <= 6 for one in found)
    return [textwrap.dedent(one) for one in found]


class Net(torch.nn.Module):
    """Two layers of attention, to the last `width` characters."""

    def __init__(self, attend, width):
        super().__init__()
        torch.manual_seed(7)
        self.attend, self.width = attend, width
        self.embed, self.head = torch.nn.Embedding(V, HEADS * D), torch.nn.Linear(HEADS * D, V)
        self.layers = torch.nn.ModuleList(torch.nn.Linear(HEADS * D, 3 * HEADS * D) for _ in range(2))

    def forward(self, ids, state):
        return self.run(ids, lambda i, q, k, v: self.attend(q, k, v, state and state[i]))

    def run(self, ids, attend):
        x, after = self.embed(ids), []
        for i, layer in enumerate(self.layers):
            q, k, v = layer(x).unflatten(-1, (3, HEADS, D)).permute(2, 0, 3, 1, 4)
            read, state = attend(i, q, k, v)
            x, after = x + 2 * read.transpose(1, 2).flatten(2), [*after, state]
        return self.head(x), after

    def whole(self, ids):
        """Log-probabilities [T, V], in a plain loop over the places that each character sees."""

        def attend(_, q, k, v):
            rows = []
            for t in range(q.shape[2]):
                first = max(0, t + 1 - self.width)
                scores = (q[:, :, t : t + 1] @ k[:, :, first : t + 1].mT) / D**0.5
                rows.append(scores.softmax(-1) @ v[:, :, first : t + 1])
            return torch.cat(rows, 2), None

        with torch.inference_mode():
            return log_softmax(self.run(torch.tensor([ids]), attend)[0][0])


def made(place, which):
    names = {"torch": torch, "F": F}
    exec(recipes(PLACES[place])[which], names)
    return Net(names["attend"], 64 if which else 10**6)


@pytest.mark.parametrize("which", [0, 1])
@pytest.mark.parametrize("place", PLACES)
def test_sequences_of_different_lengths_read_on_as_from_the_beginning(place, which):
    net = made(place, which)
    model, batches = longrange.from_torch(net, ALPHABET), []
    step = model.step
    model.step = lambda ids, state: (batches.append(len(ids)), step(ids, state))[1]
    model.greeting()
    batches.clear()
    model.open([1, 2, 3])
    random, texts = np.random.default_rng(6), {1: [], 2: [], 3: []}

    def check(sequences, steps):
        ids = random.integers(V, size=(len(sequences), steps))
        for one, row in zip(sequences, ids):
            texts[one] += list(row)
        got = model.advance(sequences, ids, (np.arange(len(sequences)) + 1) * steps - 1)
        np.testing.assert_allclose(got, [net.whole(texts[one])[-1] for one in sequences], atol=1e-4)

    check([1, 2, 3], 5)
    check([2], 70)
    model.fork([2], [4])
    texts[4] = list(texts[2])
    # Two lengths, in the middle of the batch: 5 and 75 characters; the window keeps 63 of the latter.
    check([2, 1, 4, 3], 3)
    check([4, 2], 1)
    assert batches == [3, 1, 2, 2, 2]


def test_a_cache_in_numpy_and_a_position_that_is_shared_are_read_as_from_the_beginning():
    weights = np.random.default_rng(8).normal(size=(V, V))

    def step(ids, state):
        """Mean of the rows of all characters so far, the last with its place."""
        past, place = (np.zeros((len(ids), 0), int), 0) if state is None else (state["past"], state["place"])
        past, places = np.concatenate([past, ids], axis=1), place + 1 + np.arange(ids.shape[1])
        means = np.stack([weights[past[:, :one]].mean(axis=1) for one in places], axis=1)
        return means + weights[ids] / places[:, None], {"past": past, "place": int(places[-1])}

    model = StepModel(step, ALPHABET, begin=0)
    model.greeting()
    model.open([1, 2])
    model.advance([2], np.array([[4, 5, 6]]), np.array([2]))
    got = model.advance([1, 2], np.array([[3], [7]]), np.array([0, 1]))
    for row, text in zip(got, ([0, 3], [0, 4, 5, 6, 7])):
        logits = weights[text].mean(axis=0) + weights[text[-1]] / len(text)
        np.testing.assert_allclose(row, logits - np.log(np.exp(logits).sum()), atol=1e-5)


def test_a_state_that_changes_its_parts_is_refused_with_their_shapes(trigram):
    def growing(ids, state):
        output, after = trigram(ids, state and state[-1])
        return output, [*(state or []), after]

    model = StepModel(growing, ALPHABET)
    model.greeting()
    model.open([1])
    model.advance([1], np.array([[1, 2]]), np.array([1]))
    with pytest.raises(longrange.LongrangeError, match=r"1 parts for 1 sequences, as in its first answers, got 2 of shapes \[1, 1, 3\], \[1, 1, 3\]"):
        model.advance([1], np.array([[3]]), np.array([0]))

    def counting(ids, state):
        output, after = trigram(ids, state and state[0])
        return output, (after, len(ids))

    with pytest.raises(longrange.LongrangeError, match=r"got \(\{'last': \(1, 'B', 3\)\}, 3\) for 3 sequences and .*, 2\) for 2"):
        StepModel(counting, ALPHABET).greeting()


def test_a_cache_has_the_figures_of_the_same_network_read_from_the_beginning():
    net = made("README", 0)

    def function(contexts):
        ids = [torch.tensor([[ALPHABET.index(one) for one in text]]) for text in contexts]
        with torch.inference_mode():
            return np.stack([log_softmax(net(one, None)[0][0, -1]) if one.shape[1] else np.full(V, -np.log(V)) for one in ids])

    options = {"suite": TINY, "max_characters": 1500, "progress": False}
    first = longrange.evaluate(function, DOCUMENTS, ALPHABET, **options)
    second = longrange.evaluate(longrange.from_torch(net, ALPHABET), DOCUMENTS, **options)
    figures = [one.frame()["value"] for one in (first, second)]
    # Samples of the two begin differently.
    read = [one for one in figures[0].index if one.startswith(("bits", "closers", "effective"))]
    assert len(read) > 2 and (figures[0][read] - figures[1][read]).abs().max() < 1e-4
    evidence = [
        [one["value"] for one in result.data["probes"]["predictors"][0]["minimalPairs"]["scoring"][0]["natural"]["evidence"]]
        for result in (first, second)
    ]
    assert min(map(abs, evidence[0])) > 1e-4
    np.testing.assert_allclose(*evidence, atol=1e-4)
