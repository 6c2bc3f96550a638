"""Small networks of `transformers`, trained for minutes on the standard library by the byte, and minimal pairs to ask them."""

import glob
import os
import sysconfig

import numpy as np
import tokenizers
import torch
import transformers

SIZES = {"vocab_size": 257, "hidden_size": 64, "num_hidden_layers": 2, "bos_token_id": 0, "eos_token_id": 0, "pad_token_id": 0}
ATTENTION = {"num_attention_heads": 2, "num_key_value_heads": 2, "intermediate_size": 128}
DELTA = {"linear_num_key_heads": 2, "linear_num_value_heads": 2, "linear_key_head_dim": 16, "linear_value_head_dim": 16}
EXPERTS = {"num_experts": 2, "num_experts_per_tok": 1, "moe_intermediate_size": 64, "shared_expert_intermediate_size": 64}
#: Prefix of the classes of a family, and its sizes.
FAMILIES = {
    "mamba": ("Mamba", {"state_size": 8}),
    "mamba2": ("Mamba2", {"num_heads": 8, "head_dim": 16, "state_size": 16, "n_groups": 1, "chunk_size": 32}),
    "rwkv": ("Rwkv", {"attention_hidden_size": 64, "intermediate_size": 128, "context_length": 4096}),
    "xlstm": ("xLSTM", {"num_heads": 2, "qk_dim_factor": 1.0}),
    "recurrent_gemma": ("RecurrentGemma", {"num_hidden_layers": 3, "lru_width": 64, **ATTENTION}),
    "qwen3_next": ("Qwen3Next", {**ATTENTION, **DELTA, **EXPERTS, "head_dim": 32, "layer_types": ["linear_attention", "full_attention"]}),
    "olmo_hybrid": ("OlmoHybrid", {**ATTENTION, **DELTA, "layer_types": ["linear_attention", "full_attention"]}),
}
BATCH, STEPS, LENGTH = 16, 1000, 128
#: Steps of families that learn more slowly.
MORE_STEPS = {"mamba2": 1500}
#: Lengths of families that transformers trains in time that grows as the square.
LENGTHS = {"mamba": 48, "rwkv": 64}


def tokenizer():
    """Bytes as tokens, after one that begins a text."""
    letters = tokenizers.pre_tokenizers.ByteLevel.alphabet()
    own = tokenizers.Tokenizer(tokenizers.models.BPE({one: i for i, one in enumerate(["<s>", *sorted(letters)])}, []))
    own.pre_tokenizer = tokenizers.pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
    own.decoder = tokenizers.decoders.ByteLevel()
    return transformers.PreTrainedTokenizerFast(tokenizer_object=own, bos_token="<s>")


def library():
    """Files of the standard library."""
    paths = sorted(glob.glob(os.path.join(sysconfig.get_paths()["stdlib"], "*.py")))
    return [open(one, encoding="utf-8", errors="replace").read() for one in paths]


def network(family):
    prefix, sizes = FAMILIES[family]
    torch.manual_seed(0)
    config = getattr(transformers, f"{prefix}Config")(**{**SIZES, **sizes})
    return getattr(transformers, f"{prefix}ForCausalLM")(config)


def train(family, tokens):
    """Trains on random stretches of the tokens, for about a minute."""
    model, random, length = network(family), np.random.default_rng(0), LENGTHS.get(family, LENGTH)
    steps = MORE_STEPS.get(family, STEPS)
    optimizer = torch.optim.AdamW(model.parameters(), 4e-3, betas=(0.9, 0.98), weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 4e-3, total_steps=steps, pct_start=0.1)
    for _ in range(steps):
        starts = random.integers(len(tokens) - length, size=BATCH)
        # As each text begins.
        ids = torch.tensor(np.stack([[0, *tokens[at : at + length]] for at in starts]))
        logits = model(ids[:, :-1], use_cache=False).logits
        loss = torch.nn.functional.cross_entropy(logits.float().flatten(0, 1), ids[:, 1:].flatten())
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        schedule.step()
    return model.eval()


def pairs(texts, count, most=120):
    """Places of an opener and of its closer, which is not nested in brackets that a quote or a comment could break, with the text before."""
    random, found = np.random.default_rng(1), []
    closers = {"(": ")", "[": "]"}
    for text in texts:
        stack = []
        for at, one in enumerate(text[:6000]):
            if one in "([{":
                stack.append(at)
            elif one in ")]}" and stack:
                start = stack.pop()
                if closers.get(text[start]) == one and at - start <= most and not set(text[start:at]) & set("'\"#"):
                    found.append((text[max(0, start - 60) : at], min(start, 60), at - start))
    return [found[i] for i in random.permutation(len(found))[:count]]
