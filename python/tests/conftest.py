import numpy as np
import pytest


def program(name):
    return f'''def {name}(value, other):
    """Says what {name} does."""
    if value:
        result = [value, (other, "{name}")]
    else:
        result = {{'{name}': max(value, other)}}
    return result


'''


DOCUMENTS = ["".join(program(f"{word}_{i}") for word in ("first", "second", "third")) for i in range(8)]
ALPHABET = sorted(set("".join(DOCUMENTS)))
TINY = {
    "samples": {"count": 2, "length": 40},
    "temperatures": {"count": 0, "at": []},
    "probedCharacters": 3000,
    "probes": {
        "closers": {},
        "minimalPairs": {
            "perBucket": 6,
            "lengthControlled": {"perBucket": 2, "maxDistance": 128},
            "writing": {"perBucket": 2, "length": 16, "temperatures": [0.8]},
        },
        "context": {"runs": 2, "longestContext": 64},
        "perturbation": {"runs": 1, "longestContext": 32},
        "completions": {"perDistance": 2, "perDocument": 2, "within": 512, "temperature": 0.8, "length": 16, "continuations": 1},
    },
    "excerpts": {"lead": 64},
}


class Trigram:
    """A model of the last three characters, its state; it guesses evenly at the beginning of a text."""

    def __init__(self, width=len(ALPHABET)):
        # The last row stands for no character.
        self.tables = np.random.default_rng(1).normal(size=(3, width + 1, width))
        self.none = width

    def __call__(self, ids, state):
        last = np.full((1, len(ids), 3), self.none) if state is None else state["last"]
        outputs = []
        for column in ids.T:
            last = np.concatenate([last[:, :, 1:], column[None, :, None]], axis=2)
            outputs.append(sum(self.tables[i, last[0, :, i]] for i in range(3)))
        return np.stack(outputs, axis=1), {"last": last}

    def log_probabilities(self, contexts):
        """The same model as a function of contexts."""
        ids = [[self.none] * 3 + [ALPHABET.index(one) for one in text[-3:]] for text in contexts]
        rows = sum(self.tables[i, [one[i - 3] for one in ids]] for i in range(3))
        rows = rows * (np.array(contexts) != "")[:, None]
        return rows - np.log(np.exp(rows).sum(axis=1, keepdims=True))


@pytest.fixture
def trigram():
    return Trigram()
