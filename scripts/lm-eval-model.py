"""Trains a small LLaMA of bytes on the pairs of a task and saves it (train TASK MODEL), or serves one to longrange (serve MODEL)."""

import json
import sys
from pathlib import Path

import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors
from transformers import AutoModelForCausalLM, AutoTokenizer, LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

STEPS, BATCH, LENGTH = 300, 32, 24


def byte_tokenizer():
    """One token for each byte, so that a text has one tokenization, and one that begins a document."""
    letters = sorted(pre_tokenizers.ByteLevel.alphabet())
    tokenizer = Tokenizer(models.BPE(vocab={letter: i for i, letter in enumerate([*letters, "<s>"])}, merges=[]))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.post_processor = processors.TemplateProcessing(single="<s> $A", special_tokens=[("<s>", len(letters))])
    return PreTrainedTokenizerFast(tokenizer_object=tokenizer, bos_token="<s>")


def train(task, folder):
    torch.manual_seed(0)
    tokenizer = byte_tokenizer()
    config = LlamaConfig(
        vocab_size=len(tokenizer), hidden_size=48, intermediate_size=96, num_hidden_layers=2, num_attention_heads=4,
        max_position_embeddings=8192, bos_token_id=tokenizer.bos_token_id, eos_token_id=None,
    )
    model = LlamaForCausalLM(config)
    items = [json.loads(line) for line in (Path(task) / "pairs.jsonl").open(encoding="utf-8")]
    near = [text for item in items if item["distance"] < LENGTH < len(text := item["context"] + item["choices"][0])]
    # The ends of texts, with both brackets.
    ends = torch.tensor([tokenizer.encode(text)[-LENGTH:] for text in near])
    optimizer = torch.optim.AdamW(model.parameters(), 3e-3)
    for _ in range(STEPS):
        ids = ends[torch.randint(len(ends), (BATCH,))]
        loss = model(ids, labels=ids).loss
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print(f"loss {loss.item():.2f} nats")
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)


def serve(folder):
    import longrange

    longrange.serve(longrange.from_transformers(AutoModelForCausalLM.from_pretrained(folder), AutoTokenizer.from_pretrained(folder)))


{"train": train, "serve": serve}[sys.argv[1]](*sys.argv[2:])
