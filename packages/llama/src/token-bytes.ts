import { LongrangeError } from '@longrange/errors';

/** What a GGUF file says about its vocabulary. */
export interface GgufVocabulary {
  /** `tokenizer.ggml.model`: `gpt2` for byte-level BPE. */
  readonly model: string;
  readonly tokens: readonly string[];
  /** `tokenizer.ggml.token_type`: 1 is a token of text, 4 one that somebody added, which is text as it is written; the others are special. */
  readonly types: readonly number[];
}

const TEXT = 1;
const ADDED = 4;

/**
 * The bytes of each token; null for special ones.
 * @throws LongrangeError `GGUF_VOCABULARY`
 */
export function tokenBytesOf({ model, tokens, types }: GgufVocabulary): (Uint8Array | null)[] {
  if (model !== 'gpt2') throw otherVocabulary(model);
  const byteOf = new Map(byteCharacters().map((character, byte) => [character, byte]));
  return tokens.map((token, id) => {
    if (types[id] === ADDED) return new TextEncoder().encode(token);
    if (types[id] !== TEXT) return null;
    return Uint8Array.from(token, (character) => {
      const byte = byteOf.get(character);
      if (byte === undefined) throw strangeToken(id, token);
      return byte;
    });
  });
}

/**
 * The character by which byte-level BPE writes each byte: GPT-2's, in which printable characters of Latin-1 are themselves, and the others, in order, are those from
 * U+0100 on.
 */
function byteCharacters(): string[] {
  let next = 0x100;
  return Array.from({ length: 256 }, (_, byte) => {
    const isItself = (byte > 0x20 && byte < 0x7f) || (byte > 0xa0 && byte !== 0xad);
    return String.fromCodePoint(isItself ? byte : next++);
  });
}

function otherVocabulary(model: string): LongrangeError {
  return new LongrangeError({
    code: 'GGUF_VOCABULARY',
    message: `Expected a GGUF file with byte-level BPE (\`gpt2\`), got \`${model}\`.`,
    hint: 'Llama 3, Qwen, StarCoder and SmolLM have it; vocabularies of SentencePiece put a space in front of a text and are not supported.',
    exitCode: 2,
  });
}

function strangeToken(id: number, token: string): LongrangeError {
  return new LongrangeError({
    code: 'GGUF_VOCABULARY',
    message: `Expected token ${id} to be made of the characters of byte-level BPE, got ${JSON.stringify(token)}.`,
    exitCode: 2,
  });
}
