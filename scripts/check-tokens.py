"""Probabilities of the next byte after prefixes of texts, by genlm-bytes, of a model that answers on standard input.

Lines of JSON. In: the vocabulary, texts, the beam; then an answer to each question. Out: questions, [tokens]; then a result for each text.
"""
import asyncio
import base64
import json
import sys
import types

import numpy as np
import torch
from genlm.backend.llm.base import AsyncLM
from genlm.backend.tokenization import Token
from genlm.bytes import BeamParams, ByteBeamState
from genlm.bytes.byte_lm.trie_state import TrieMode


def say(value):
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()


class Asked(AsyncLM):
    """A model whose distributions are asked for."""

    def __init__(self, vocabulary):
        self.byte_vocab = [Token(token_id=i, byte_string=base64.b64decode(b)) for i, b in enumerate(vocabulary)]
        # The beam puts this token at the beginning; it is none of the vocabulary.
        self.tokenizer = types.SimpleNamespace(bos_token_id=-1)
        self.known = {}

    async def next_token_logprobs(self, context):
        tokens = tuple(context[1:])
        if tokens not in self.known:
            say({"tokens": tokens})
            answer = np.frombuffer(base64.b64decode(json.loads(sys.stdin.readline())), dtype=np.float32)
            self.known[tokens] = torch.tensor(answer.copy())
        return self.known[tokens]

    def next_token_logprobs_sync(self, context):
        raise NotImplementedError

    def batch_next_token_logprobs_sync(self, contexts):
        raise NotImplementedError


async def main():
    task = json.loads(sys.stdin.readline())
    model = Asked(task["vocabulary"])
    beam = BeamParams(K=task["width"], prune_threshold=task["threshold"], heal=False)
    for text in task["texts"]:
        state = (await ByteBeamState.initial(model, beam)).with_mode(TrieMode.WITHOUT_EOS)
        rows = []
        for byte in [*text.encode(), None]:
            # Its own pruning has one share for both. Inside of tokens fromTokenModel leaves out less, since that costs no question.
            least = state.logZ + np.log(task["inside"]) if task["inside"] > 0 else -np.inf
            state = ByteBeamState([one for one in state if one.weight > least][: task["width"]], beam)
            rows.append(np.exp((await state.logp_next()).ps[:256].astype(float)).tolist())
            if byte is not None:
                state = await (state << byte)
        say({"rows": rows})


asyncio.run(main())
