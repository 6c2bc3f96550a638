"""Reading on from what a `transformers` model has read: with a cache that is cropped, with copies of a cache, or all of it again."""

from __future__ import annotations

import copy
import functools
import inspect
from abc import ABC, abstractmethod
from collections import OrderedDict
from typing import Any, Callable, Dict, Iterator, List, Optional, Set, Tuple

import numpy as np

from .errors import LongrangeError

#: Ids of tokens as bytes of int32, of which one can begin with another.
Tokens = bytes
#: A cache of transformers, and tensors that modules keep as attributes, some of them in place of a cache.
State = Tuple[Any, List[Any]]
#: Names of the argument that holds what was read, by version of transformers and model.
KEYWORDS = ("cache", "past_key_values", "cache_params", "state")
#: Bytes of saved states to keep.
SAVED_BYTES = 2**30
#: Tokens read at once in the time of one read alone, at least: 17 in a Mamba of 1.2 million parameters on one core.
STEP_TOKENS = 8


class Network:
    """A causal language model, called with the arguments that it has in this version of transformers."""

    def __init__(self, model: Any):
        self.model = model
        self.config = model.config.get_text_config()
        self.width: int = self.config.vocab_size
        self.arguments = inspect.signature(model.forward).parameters
        self.keyword = next((one for one in KEYWORDS if one in self.arguments), None)

    def __call__(self, tokens: Tokens, start: int, first: int, cache: Any = None, use_cache: bool = True) -> Tuple[Any, Any]:
        """Reads the tokens from place `start` on, those before being in the cache. Returns logits [N, V] from place `first` on, and the cache."""
        ids = np.frombuffer(tokens, "<i4")[start:]
        logits, cache = self.read(ids[None], start, start + len(ids) - first, cache, use_cache)
        return logits[0], cache

    def read(self, ids: np.ndarray, start: int, count: int, cache: Any, use_cache: bool = True, **words: Any) -> Tuple[Any, Any]:
        """Reads tokens [B, T] after `start` others. Returns the last `count` logits of each row [B, count, V], and the cache."""
        import torch

        device = self.model.device
        T = ids.shape[1]
        words["use_cache"] = use_cache
        if self.keyword is not None and cache is not None:
            words[self.keyword] = cache
        if use_cache and "cache_position" in self.arguments:
            words["cache_position"] = torch.arange(start, start + T, device=device)
        if "logits_to_keep" in self.arguments:
            words["logits_to_keep"] = count
        try:
            with torch.inference_mode():
                output = self.model(torch.tensor(ids.astype(np.int64), device=device), **words)
        except RuntimeError as error:
            if "out of memory" not in str(error) and "allocate memory" not in str(error):
                raise
            raise LongrangeError(
                "MODEL_MEMORY",
                f"Expected memory on {device} to read {T} tokens after {start}, got: {str(error).splitlines()[0]}",
                "load the model in half precision, or read less: context=2048, for example.",
            ) from None
        logits = output.logits[:, -count:]
        if logits.shape[-1] != self.width:
            raise LongrangeError(
                "MODEL_SHAPE",
                f"Expected logits for {self.width} tokens, as model.config.vocab_size says, got {logits.shape[-1]}.",
                "model.resize_token_embeddings(N) changes both.",
            )
        return logits, getattr(output, self.keyword or "", None) or cache


class Reader(ABC):
    """A way to read tokens of which others may have been read before."""

    def __init__(self, network: Network):
        self.network = network

    @abstractmethod
    def read(self, sequence: int, tokens: Tokens, keep: int, first: int) -> Any:
        """Returns logits [N, V] from place `first` on. The sequence has read the first `keep` of the tokens, and then others or none."""

    def read_all(self, sequences: List[int], texts: List[Tokens], keeps: List[int], firsts: List[int]) -> List[Any]:
        """Reads several sequences, each as `read` does."""
        return [self.read(*one) for one in zip(sequences, texts, keeps, firsts)]

    def close(self, sequence: int) -> None:
        """Forgets a sequence."""


class Again(Reader):
    """Reads all tokens again."""

    def read(self, sequence: int, tokens: Tokens, keep: int, first: int) -> Any:
        return self.network(tokens, 0, first, use_cache=False)[0]


class Cropped(Reader):
    """Cuts the keys and values of a sequence back to what is kept."""

    def __init__(self, network: Network):
        super().__init__(network)
        self.caches: Dict[int, Any] = {}

    def read(self, sequence: int, tokens: Tokens, keep: int, first: int) -> Any:
        return self.network(tokens, keep, first, self.kept(sequence, keep))[0]

    def kept(self, sequence: int, keep: int) -> Any:
        from transformers import DynamicCache

        if keep == 0:
            self.caches[sequence] = DynamicCache()
        cache = self.caches[sequence]
        if cache.get_seq_length() > keep:
            cache.crop(keep - cache.get_seq_length())
        return cache


class Padded(Cropped):
    """Reads sequences together: their keys and values padded on the left, their new tokens on the right."""

    def read_all(self, sequences: List[int], texts: List[Tokens], keeps: List[int], firsts: List[int]) -> List[Any]:
        import torch
        from transformers import DynamicCache

        if len(sequences) == 1 or min(keeps) == 0:
            return super().read_all(sequences, texts, keeps, firsts)
        longest = max(keeps)
        new = [np.frombuffer(one, "<i4")[keep:] for one, keep in zip(texts, keeps)]
        T = max(map(len, new))
        together = DynamicCache()
        for layer, parts in enumerate(zip(*(self.kept(*one) for one in zip(sequences, keeps)))):
            together.update(*(padded([one[i] for one in parts], longest) for i in (0, 1)), layer)
        device = self.network.model.device
        ids = np.stack([np.pad(one, (0, T - len(one))) for one in new])
        places = np.stack([np.minimum(keep + np.arange(T), len(one) // 4 - 1) for one, keep in zip(texts, keeps)])
        mask = np.arange(longest + T) >= longest - np.array(keeps)[:, None]
        words = {"position_ids": torch.tensor(places, device=device), "attention_mask": torch.tensor(mask, device=device).long()}
        logits, together = self.network.read(ids, longest, T, together, **words)
        for row, (sequence, keep) in enumerate(zip(sequences, keeps)):
            own = slice(longest - keep, longest + len(new[row]))
            self.caches[sequence] = DynamicCache()
            for layer, (keys, values, *_) in enumerate(together):
                self.caches[sequence].update(keys[row : row + 1, :, own], values[row : row + 1, :, own], layer)
        return [one[first - keep : len(own)] for one, first, keep, own in zip(logits, firsts, keeps, new)]


def padded(parts: List[Any], longest: int) -> Any:
    """Stacks keys or values [1, H, T, D] as [B, H, longest, D], zeros before the shorter ones."""
    _, H, _, D = parts[0].shape
    stack = parts[0].new_zeros(len(parts), H, longest, D)
    for row, one in enumerate(parts):
        stack[row, :, longest - one.shape[2] :] = one[0]
    return stack

    def close(self, sequence: int) -> None:
        self.caches.pop(sequence, None)


class Copied(Reader):
    """Keeps the state at the end of each question (token by token, each state), which later ones begin with, and reads on from a copy. All sequences share the states."""

    def __init__(self, network: Network, begin: Callable[[], Any], by_token: bool):
        super().__init__(network)
        self.begin, self.by_token = begin, by_token
        #: Attributes of modules that are tensors; None before the first reading.
        self.held: Optional[List[Tuple[Any, str]]] = None
        #: States and their bytes, the last used last.
        self.saved: OrderedDict[Tokens, Tuple[State, int]] = OrderedDict()
        self.bytes = 0

    def read(self, sequence: int, tokens: Tokens, keep: int, first: int) -> Any:
        import torch

        length = len(tokens) // 4
        if length == 1:
            # Some models tell the beginning of a text by more than one token.
            return self.network(tokens, 0, 0, use_cache=False)[0]
        known = max((one for one in self.saved if len(one) <= 4 * first and tokens.startswith(one)), key=len, default=b"")
        start = len(known) // 4
        if self.by_token and (length - start) * STEP_TOKENS > length:
            start = 0
        if start > 0:
            self.saved.move_to_end(known)
        cache = self.resume(self.saved[known][0]) if start > 0 else self.begin()
        parts = []
        places = range(start + 1, length + 1) if self.by_token and start > 0 else (length,)
        for end in places:
            logits, cache = self.network(tokens[: 4 * end], start, max(start, min(first, end - 1)), cache)
            parts.append(logits)
            self.save(tokens[: 4 * end], self.reached(cache))
            if end < length:
                cache = self.resume(self.saved[tokens[: 4 * end]][0])
            start = end
        return torch.cat(parts)[first - length :]

    def resume(self, saved: State) -> Any:
        """Puts a state back into the modules, and returns a copy of its cache."""
        cache, values = saved
        for (module, name), value in zip(self.held or [], values):
            setattr(module, name, value.clone())
        shared = {id(one): one for one in (self.network.config, self.network.model.config)}
        return copy.deepcopy(cache, shared)

    def reached(self, cache: Any) -> State:
        """The state of which the cache is a part."""
        if self.held is None:
            modules = self.network.model.modules()
            self.held = [(module, name) for module in modules for name, value in vars(module).items() if hasattr(value, "numel")]
        if cache is None and not self.held:
            raise ValueError("no cache in the output and no state in the modules")
        return cache, [getattr(module, name) for module, name in self.held]

    def save(self, tokens: Tokens, state: State) -> None:
        size = sum(one.numel() * one.element_size() for one in tensors(state, set()))
        self.bytes += size - self.saved.pop(tokens, (None, 0))[1]
        self.saved[tokens] = (state, size)
        while self.bytes > SAVED_BYTES and len(self.saved) > 1:
            _, (_, other) = self.saved.popitem(last=False)
            self.bytes -= other


def tensors(value: Any, seen: Set[int]) -> Iterator[Any]:
    """Tensors in containers and in attributes of objects."""
    if id(value) in seen:
        return
    seen.add(id(value))
    if hasattr(value, "numel"):
        yield value
        return
    parts: Any = value if isinstance(value, (list, tuple)) else value.values() if isinstance(value, dict) else vars(value).values() if hasattr(value, "__dict__") else ()
    for one in parts:
        yield from tensors(one, seen)


def candidates(network: Network, tokens: Tokens) -> Iterator[Tuple[str, Callable[[], Reader]]]:
    """Ways to read, cheapest first, in words."""
    from transformers import DynamicCache

    def prepared() -> Any:
        import torch

        ids = torch.tensor(np.frombuffer(tokens, "<i4").astype(np.int64), device=network.model.device)
        words = {str(network.keyword): None, "cache_position": torch.arange(len(ids)), "use_cache": True}
        return network.model.prepare_inputs_for_generation(ids[None], **words)[network.keyword]

    beginnings: Dict[str, Callable[[], Any]] = {"its own cache": lambda: None}
    if network.keyword is not None:
        beginnings.update({"the cache of generate()": prepared, "DynamicCache": lambda: DynamicCache(config=network.config)})
        yield "padded DynamicCaches", lambda: Padded(network)
        yield "a cropped DynamicCache", lambda: Cropped(network)
    for how in ("", ", token by token"):
        for words, begin in beginnings.items():
            yield f"copies of {words}{how}", functools.partial(Copied, network, begin, how != "")


def trial(network: Network, ids: List[int]) -> Tuple[Reader, Optional[str]]:
    """Reads a text at once, and in parts that are cut back and continued in two ways. Returns the first way to read that agrees, or one that
    reads all again, with the reasons."""
    import torch

    ids = (ids * 40)[:40]
    other = ids[:20] + ids[1:21][::-1]
    texts = [np.asarray(one, "<i4").tobytes() for one in (ids, other)]
    expected = [log_probabilities(network(one, 0, 0, use_cache=False)[0]) for one in texts]
    # Sizes of what is read, and what of it the sequence has: a beginning, one more, several more, cut back.
    steps = [(0, 1, 0), (0, 15, 1), (0, 16, 15), (0, len(ids), 16), (1, 21, 20), (1, len(other), 21), (0, 18, 18), (0, 30, 16)]
    tolerance = max(1e-4, 32 * torch.finfo(network.model.dtype).eps) * float(expected[0].std())
    reasons = []
    for words, make in candidates(network, texts[0]):
        try:
            reader = make()
            off = 0.0
            for text, length, keep in steps:
                got = log_probabilities(reader.read(1, texts[text][: 4 * length], min(keep, length - 1), length - 1))
                off = max(off, distance(got, expected[text][length - 1 : length]))
            # Two texts together, the first of which has been read up to 30: a step each, then two tokens of one and four of the other.
            for keeps, lengths in (((30, 18), (31, 19)), ((20, 18), (22, 22))):
                reader.read(2, texts[1][: 4 * keeps[1]], 0, keeps[1] - 1)
                parts = [text[: 4 * length] for text, length in zip(texts, lengths)]
                for got, own, keep, length in zip(reader.read_all([1, 2], parts, list(keeps), list(keeps)), expected, keeps, lengths):
                    off = max(off, distance(log_probabilities(got), own[keep:length]))
            if off <= tolerance:
                return make(), None
            reasons.append(f"{words}: off by {off:.2g}")
        except Exception as error:
            reasons.append(f"{words}: {type(error).__name__}")
    return Again(network), "; ".join(reasons)


def distance(logs: Any, others: Any) -> float:
    """Root mean square over the vocabulary, at the place where it is largest."""
    return float((logs - others).square().mean(-1).sqrt().max())


def log_probabilities(logits: Any) -> Any:
    """Log-softmax, of which what is less likely than exp(-30) does not matter."""
    logs = logits.float().log_softmax(-1)
    if bool(logs.isnan().any()):
        raise not_finite()
    return logs.clamp(min=-30)


def not_finite() -> LongrangeError:
    return LongrangeError("MODEL_DISTRIBUTION", "Expected finite logits from the model, got nan or infinity.", "its training may have diverged.")
