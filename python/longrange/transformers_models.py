"""A `transformers` model and its tokenizer as a model."""

from __future__ import annotations

import base64
import json
import warnings
from typing import Any, Dict, List, Optional

import numpy as np

from .errors import LongrangeError
from .models import Greeting, Model, log_softmax
from .transformers_caches import Again, Network, Reader, Tokens, not_finite, trial

#: Text that a tokenizer must give back: upper case, two spaces, an accent, a tab and a line break.
SAMPLE = "def A(b):\n\treturn  'é' if b[0] else {1: (b, 2.5)}\n\nclass Node:\n    def next(self, other=None):\n        return [other, self]\n"


def from_transformers(
    model: Any,
    tokenizer: Any,
    *,
    name: Optional[str] = None,
    context: int = 8192,
    sequences: int = 8,
    device: Any = None,
) -> TransformersModel:
    """Makes a model of a causal language model of `transformers` and its tokenizer: a transformer, a recurrent network or a hybrid, with the
    cache that it has. longrange asks it for tokens, and sums over tokenizations to get probabilities of characters.

    context: maximum number of tokens to read; sequences: number of key/value caches to keep; device: where to move the model, such as "cuda".
    """
    if device is not None:
        model.to(device)
    return TransformersModel(model, tokenizer, name, context, sequences)


class TransformersModel(Model):
    """A causal language model. Which cache gives the same answers in parts as at once is found by a trial."""

    def __init__(self, model: Any, tokenizer: Any, name: Optional[str], context: int, sequences: int):
        model.eval()
        self.network, self.tokenizer = Network(model), tokenizer
        config = self.network.config
        self.name = name or (config.name_or_path or config.model_type).rstrip("/").split("/")[-1]
        self.context = min(context, getattr(config, "max_position_embeddings", None) or context)
        self.sequences = sequences
        self.reader: Reader = Again(self.network)
        #: Tokens that each sequence has read.
        self.read: Dict[int, Tokens] = {}

    def greeting(self) -> Greeting:
        first = self.tokenizer.bos_token_id
        first = self.tokenizer.eos_token_id if first is None else first
        tokens = token_bytes(self.tokenizer, self.network.width)

        def spelled(text: str) -> bytes:
            return b"".join(tokens[one] or b"" for one in self.tokenize(text))

        own, sample = spelled("a"), spelled(SAMPLE)
        prefix = own[:-1].decode(errors="replace")
        if first is None or own not in (b"a", b" a") or sample != (prefix + SAMPLE).encode():
            got = "no token that begins a document" if first is None else f"one that turns 'a' into {own!r}"
            if first is not None and own in (b"a", b" a"):
                at = next((i for i, (one, other) in enumerate(zip(sample, (prefix + SAMPLE).encode())) if one != other), 0)
                got = f"one that turns {SAMPLE[max(0, at - len(prefix) - 4) :][:12]!r} into {sample[max(0, at - 4) :][:12].decode(errors='replace')!r}"
            raise LongrangeError(
                "TOKENIZER_UNKNOWN",
                f"Expected a tokenizer of byte-level BPE, or SentencePiece with bytes, got {got}.",
                "longrange must spell every text exactly: no lower-casing, no other spaces, no unknown characters.",
            )
        self.reader, reasons = trial(self.network, [first, *self.tokenize(SAMPLE)][: self.context])
        if reasons is not None:
            words = f"{self.name} reads the whole text again for each token, as no cache gives the same answers in parts as at once ({reasons}). "
            words += "1,000 tokens take about 500 times as long."
            warnings.warn(words, stacklevel=3)
        return {
            "name": self.name,
            "tokens": [None if one is None else base64.b64encode(one).decode() for one in tokens],
            "first": first,
            "prefix": prefix,
            "context": self.context,
            "sequences": self.sequences,
        }, b""

    def tokenize(self, text: str) -> List[int]:
        ids = list(self.tokenizer.encode(text, add_special_tokens=False))
        if max(ids, default=0) >= self.network.width:
            raise LongrangeError(
                "TOKENIZER_UNKNOWN",
                f"Expected tokens below {self.network.width}, which model.config.vocab_size says, got {max(ids)}.",
                "this tokenizer belongs to another model, or the model lacks model.resize_token_embeddings(len(tokenizer)).",
            )
        return ids

    def open(self, sequences: List[int]) -> None:
        self.read.update((one, b"") for one in sequences)

    def cut(self, sequences: List[int], keep: List[int]) -> None:
        """Keeps the first tokens of sequences."""
        for one, count in zip(sequences, keep):
            self.read[one] = self.read[one][: 4 * count]

    def advance(self, sequences: List[int], ids: np.ndarray, rows: np.ndarray) -> np.ndarray:
        T = ids.shape[1]
        keeps = [len(self.read[one]) // 4 for one in sequences]
        wanted = [rows[rows // T == place] % T for place in range(len(sequences))]
        firsts = [int(one.min(initial=T - 1)) for one in wanted]
        for one, own, at in zip(sequences, ids.astype("<i4"), wanted):
            # After the last place that is wanted there is padding.
            self.read[one] += own[: int(at.max(initial=-1)) % T + 1].tobytes()
        texts = [self.read[one] for one in sequences]
        read = self.reader.read_all(sequences, texts, keeps, [keep + first for keep, first in zip(keeps, firsts)])
        logs = np.concatenate([log_softmax(logits)[at - first] for logits, at, first in zip(read, wanted, firsts)])
        if np.isnan(logs).any():
            raise not_finite()
        return logs

    def fork(self, source: List[int], target: List[int]) -> None:
        raise LongrangeError("PROTOCOL_QUESTION", "Expected no copies of a token model's sequences, got `fork`.")

    def close(self, sequences: List[int]) -> None:
        for one in sequences:
            del self.read[one]
            self.reader.close(one)


def token_bytes(tokenizer: Any, width: int) -> List[Optional[bytes]]:
    """Bytes of each token; None for tokens that are not text."""
    is_byte_level = '"ByteLevel"' in json.dumps(json.loads(tokenizer.backend_tokenizer.to_str())["decoder"])
    letters = byte_letters()
    special = set(tokenizer.all_special_ids)
    special.update(one for one, token in tokenizer.added_tokens_decoder.items() if token.special)

    def bytes_of(token: str) -> bytes:
        if is_byte_level:
            return bytes(letters[one] for one in token) if all(one in letters for one in token) else token.encode()
        if len(token) == 6 and token.startswith("<0x"):
            return bytes([int(token[3:5], 16)])
        return token.replace("\u2581", " ").encode()

    known = tokenizer.convert_ids_to_tokens(list(range(min(width, len(tokenizer)))))
    tokens = [None if i in special or one is None else bytes_of(one) or None for i, one in enumerate(known)]
    return tokens + [None] * (width - len(tokens))


def byte_letters() -> Dict[str, int]:
    """The letter for each byte in vocabularies of byte-level BPE (GPT-2): itself if it is printable, else one from 256 on."""
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    others = [one for one in range(256) if one not in printable]
    return {**{chr(one): one for one in printable}, **{chr(256 + i): one for i, one in enumerate(others)}}
