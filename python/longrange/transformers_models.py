"""A `transformers` model and its tokenizer as a model."""

from __future__ import annotations

import base64
import inspect
import json
from typing import Any, Dict, List, Optional

import numpy as np

from .errors import LongrangeError
from .models import Greeting, Model, log_softmax


def from_transformers(
    model: Any, tokenizer: Any, *, name: Optional[str] = None, context: int = 8192, sequences: int = 4
) -> TransformersModel:
    """Makes a model of a causal language model of `transformers` and its tokenizer. longrange asks it for tokens, and sums over tokenizations
    to get probabilities of characters.

    context: maximum number of tokens to read; sequences: number of key/value caches to keep.
    """
    return TransformersModel(model, tokenizer, name, context, sequences)


class TransformersModel(Model):
    """A causal language model with a few key/value caches, each of which is cut back and extended."""

    def __init__(self, model: Any, tokenizer: Any, name: Optional[str], context: int, sequences: int):
        model.eval()
        self.model, self.tokenizer = model, tokenizer
        config = model.config.get_text_config()
        self.name = name or (config.name_or_path or config.model_type).rstrip("/").split("/")[-1]
        self.context = min(context, getattr(config, "max_position_embeddings", context))
        self.sequences = sequences
        self.width: int = config.vocab_size
        #: Newer versions of transformers call the argument `cache`.
        self.keyword = "cache" if "cache" in inspect.signature(model.forward).parameters else "past_key_values"
        self.caches: Dict[int, Any] = {}

    def greeting(self) -> Greeting:
        first = self.tokenizer.bos_token_id
        first = self.tokenizer.eos_token_id if first is None else first
        tokens = token_bytes(self.tokenizer, self.width)
        own = b"".join(tokens[one] or b"" for one in self.tokenize("a"))
        if own not in (b"a", b" a") or first is None:
            got = "no token that begins a document" if first is None else f"one that turns 'a' into {own!r}"
            raise LongrangeError(
                "TOKENIZER_UNKNOWN",
                f"Expected a tokenizer of byte-level BPE, or SentencePiece with bytes, got {got}.",
            )
        return {
            "name": self.name,
            "tokens": [None if one is None else base64.b64encode(one).decode() for one in tokens],
            "first": first,
            "prefix": own[:-1].decode(),
            "context": self.context,
            "sequences": self.sequences,
        }, b""

    def tokenize(self, text: str) -> List[int]:
        return list(self.tokenizer.encode(text, add_special_tokens=False))

    def open(self, sequences: List[int]) -> None:
        from transformers import DynamicCache

        self.caches.update((one, DynamicCache()) for one in sequences)

    def cut(self, sequences: List[int], keep: List[int]) -> None:
        """Keeps the first tokens of sequences."""
        for one, count in zip(sequences, keep):
            if count == 0:
                self.open([one])
            elif count < self.caches[one].get_seq_length():
                self.caches[one].crop(count - self.caches[one].get_seq_length())

    def advance(self, sequences: List[int], ids: np.ndarray, rows: np.ndarray) -> np.ndarray:
        import torch

        parts = []
        with torch.inference_mode():
            for place, one in enumerate(sequences):
                given = torch.tensor(ids[place : place + 1], dtype=torch.long, device=self.model.device)
                own = torch.as_tensor(rows[rows // ids.shape[1] == place] % ids.shape[1], dtype=torch.long)
                cache = {self.keyword: self.caches[one]}
                output = self.model(given, use_cache=True, logits_to_keep=own, **cache)
                parts.append(log_softmax(output.logits[0]))
        return np.concatenate(parts)

    def fork(self, source: List[int], target: List[int]) -> None:
        raise LongrangeError("PROTOCOL_QUESTION", "Expected no copies of a token model's sequences, got `fork`.")

    def close(self, sequences: List[int]) -> None:
        for one in sequences:
            del self.caches[one]


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
