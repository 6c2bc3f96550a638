import type { RandomStream } from '@longrange/code';
import { drawPlace } from '../draw-place.ts';
import { ByteTrie, type TrieNode } from './byte-trie.ts';
import type { Covering } from './covering.ts';
import type { TokenSource } from './token-source.ts';

/** The characters of an alphabet, by their bytes. */
export class CharacterBytes {
  readonly #size: number;
  readonly #trie: ByteTrie;

  constructor(alphabet: readonly string[]) {
    const encoder = new TextEncoder();
    this.#size = alphabet.length;
    this.#trie = new ByteTrie(alphabet.map((character) => encoder.encode(character)));
  }

  /**
   * Returns the natural logarithms of the probabilities of the alphabet's characters after a text. The probabilities sum to less than 1;
   * the rest is for other characters, and for bytes that do not form a character.
   */
  async after(covering: Covering): Promise<Float64Array> {
    const logs = new Float64Array(this.#size).fill(-Infinity);
    await this.#fill(this.#trie.root, covering, covering.log, 0, logs);
    return logs;
  }

  async #fill(
    node: TrieNode,
    covering: Covering,
    among: number,
    log: number,
    logs: Float64Array,
  ): Promise<void> {
    const { probabilities, followed } = await covering.nextByte(among);
    for (const [byte, child] of this.#trie.children(node)) {
      const next = log + Math.log(probabilities[byte]!);
      if (followed[byte] === 0) this.#divide(child, next, logs);
      else if (child.from < child.inner) logs[this.#trie.tokens[child.from]!] = next;
      else {
        const longer = await covering.after(byte, among);
        await this.#fill(child, longer, among, next, logs);
        longer.close();
      }
    }
  }

  /** Divides a probability evenly among the bytes that may follow inside a character. */
  #divide({ from, to, depth }: TrieNode, log: number, logs: Float64Array): void {
    for (let place = from; place < to; place++) {
      let share = log;
      const { length } = this.#trie.bytesAt(place);
      for (let inner = depth; inner < length; inner++) share -= Math.log(INNER_BYTES);
      logs[this.#trie.tokens[place]!] = share;
    }
  }
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
      const weights = held.weights.slice(node.inner, node.to);
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
