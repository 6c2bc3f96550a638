import { LongrangeError } from '@longrange/errors';

/** Vocabulary in a GGUF file. */
export interface GgufVocabulary {
  /** `tokenizer.ggml.model`: `gpt2` for byte-level BPE, `llama` for SentencePiece. */
  readonly model: string;
  readonly tokens: readonly string[];
  /** `tokenizer.ggml.token_type`: 1 is a token of text, 4 an added token (literal text), 6 a byte of SentencePiece; others are special. */
  readonly types: readonly number[];
}

const TEXT = 1;
const ADDED = 4;
const BYTE = 6;

/**
 * Returns the bytes of each token; null for special tokens.
 * @throws LongrangeError `GGUF_VOCABULARY`
 */
export function tokenBytesOf({ model, tokens, types }: GgufVocabulary): (Uint8Array | null)[] {
  if (model !== 'gpt2' && model !== 'llama')
    throw refusal(
      `Expected a GGUF file with byte-level BPE (\`gpt2\`) or SentencePiece (\`llama\`), got \`${shortly(model)}\`.`,
      'most models of code have one of these; with other vocabularies, the bytes of a token are not known.',
    );
  const bytesOf = model === 'gpt2' ? byteLevel() : withFallback;
  const all = tokens.map((token, id) => {
    if (types[id] === ADDED) return new TextEncoder().encode(token);
    if (types[id] !== TEXT && (model === 'gpt2' || types[id] !== BYTE)) return null;
    const bytes = bytesOf(token, types[id]);
    if (bytes !== null) return bytes;
    const expected = model === 'gpt2' ? 'made of the characters of byte-level BPE' : 'a byte as <0x0A>';
    throw refusal(`Expected token ${id} to be ${expected}, got ${JSON.stringify(shortly(token))}.`);
  });
  const single = new Set(types.flatMap((type, id) => (type === BYTE ? [...(all[id] ?? [])] : [])));
  if (model === 'llama' && single.size < 256)
    throw refusal(
      `Expected a vocabulary of SentencePiece with a token for each of 256 bytes, got ${single.size}.`,
      'without byte fallback, some texts cannot be composed of tokens.',
    );
  return all;
}

/** Returns the bytes of a token; null for an invalid one. */
type BytesOf = (token: string, type?: number) => Uint8Array | null;

function byteLevel(): BytesOf {
  const byteOf = new Map(byteCharacters().map((character, byte) => [character, byte]));
  return (token) => {
    const bytes = Array.from(token, (character) => byteOf.get(character));
    return bytes.includes(undefined) ? null : Uint8Array.from(bytes as number[]);
  };
}

/** Decodes SentencePiece: text with `▁` for a space, and `<0x0A>` for a byte. */
function withFallback(token: string, type?: number): Uint8Array | null {
  if (type !== BYTE) return new TextEncoder().encode(token.replaceAll('▁', ' '));
  const hexadecimal = /^<0x([0-9A-F]{2})>$/.exec(token)?.[1];
  return hexadecimal === undefined ? null : Uint8Array.of(Number.parseInt(hexadecimal, 16));
}

/**
 * Returns the character with which byte-level BPE writes each byte, as in GPT-2: printable characters of Latin-1 stand for themselves, the
 * other bytes are, in order, the characters from U+0100 on.
 */
function byteCharacters(): string[] {
  let next = 0x100;
  return Array.from({ length: 256 }, (_, byte) => {
    const isItself = (byte > 0x20 && byte < 0x7f) || (byte > 0xa0 && byte !== 0xad);
    return String.fromCodePoint(isItself ? byte : next++);
  });
}

function refusal(message: string, hint?: string): LongrangeError {
  return new LongrangeError({ code: 'GGUF_VOCABULARY', message, hint, exitCode: 2 });
}

function shortly(text: string): string {
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
