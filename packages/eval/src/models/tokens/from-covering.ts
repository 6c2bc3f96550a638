import type { RandomStream } from '@longrange/code';
import { drawSymbol } from '../ngram/draw-symbol.ts';
import type { Covering } from './covering.ts';
import type { TokenSource } from './token-source.ts';

/** Tree of characters by their UTF-8 bytes. */
interface ByteTree {
  /** Index in the alphabet, if a character ends here. */
  readonly place: number | null;
  readonly children: Map<number, ByteTree>;
}

/** The characters of an alphabet, by their bytes. */
export class CharacterBytes {
  readonly size: number;
  readonly #root: ByteTree = { place: null, children: new Map() };

  constructor(alphabet: readonly string[]) {
    this.size = alphabet.length;
    const encoder = new TextEncoder();
    alphabet.forEach((character, place) => {
      const bytes = encoder.encode(character);
      let tree = this.#root;
      bytes.forEach((byte, index) => {
        const child = tree.children.get(byte);
        const isLast = index === bytes.length - 1;
        const next = child ?? { place: isLast ? place : null, children: new Map<number, ByteTree>() };
        if (child === undefined) tree.children.set(byte, next);
        tree = next;
      });
    });
  }

  /**
   * Returns the natural logarithms of the probabilities of the alphabet's characters after a text. The probabilities sum to less than 1;
   * the rest is for other characters, and for bytes that do not form a character.
   */
  async after(covering: Covering): Promise<Float64Array> {
    const logs = new Float64Array(this.size).fill(-Infinity);
    await fill(this.#root, covering, covering.log, 0, logs);
    return logs;
  }
}

async function fill(
  tree: ByteTree,
  covering: Covering,
  among: number,
  log: number,
  logs: Float64Array,
): Promise<void> {
  const { probabilities, followed } = await covering.nextByte(among);
  for (const [byte, child] of tree.children) {
    const next = log + Math.log(probabilities[byte]!);
    if (followed[byte] === 0) divide(child, next, logs);
    else if (child.place !== null) logs[child.place] = next;
    else {
      const longer = await covering.after(byte, among);
      await fill(child, longer, among, next, logs);
      longer.close();
    }
  }
}

/** Divides a probability evenly among the bytes that may follow inside a character. */
function divide({ place, children }: ByteTree, log: number, logs: Float64Array): void {
  if (place !== null) logs[place] = log;
  for (const child of children.values()) divide(child, log - Math.log(INNER_BYTES), logs);
}

/** Number of bytes that may come second, third or last in a character. */
const INNER_BYTES = 64;

/** Options for continuing a text. */
interface TokenWriting {
  /** Divisor of the tokens' log-probabilities. */
  readonly temperature: number;
  readonly random: RandomStream;
  /** Called after each token with the text written so far. */
  readonly isEnough: (written: string) => boolean;
}

/**
 * Continues a text token by token, as token models usually write. The tokenization of the text itself is drawn, too, from the followed
 * ones; at temperature 1, the continuation therefore has the model's distribution over characters, given that text.
 */
export async function writeTokens(
  source: TokenSource,
  covering: Covering,
  { temperature, random, isEnough }: TokenWriting,
): Promise<string> {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  const cut = await covering.pick((shares) => drawPlace(shares, temperature === 0 ? 0 : 1, random));
  let { held, node } = cut;
  let written = '';
  try {
    for (;;) {
      const weights = held.weights.subarray(node.inner, node.to);
      const place = node.inner + drawPlace(weights, temperature, random);
      written += decoder.decode(source.trie.bytesAt(place).subarray(node.depth), { stream: true });
      if (isEnough(written)) return written;
      const next = await source.fork(held, source.trie.tokens[place]!);
      held.release();
      held = next;
      node = source.trie.root;
    }
  } finally {
    held.release();
  }
}

/** Draws a place with these weights; at temperature 0, the first of the largest. */
function drawPlace(weights: Float64Array, temperature: number, random: RandomStream): number {
  // Symbols are places plus one.
  const symbols = new Float64Array(weights.length + 1);
  symbols.set(weights, 1);
  return drawSymbol(symbols, weights.length, temperature, random) - 1;
}
