import type { RandomStream } from '@longrange/code';
import { drawSymbol } from '../ngram/draw-symbol.ts';
import type { Covering } from './covering.ts';
import type { TokenSource } from './token-source.ts';

/** How a text is gone on with. */
export interface TokenWriting {
  /** Divides the logarithms of the tokens' probabilities. */
  readonly temperature: number;
  readonly random: RandomStream;
  /** Asked after each token with what is written so far. */
  readonly isEnough: (written: string) => boolean;
}

/**
 * Writes on after a text, token by token, as such models write for everybody who uses them. How the text itself is cut into tokens is drawn as well, from the
 * tokenisations that are followed; so at temperature 1 what is written has the model's distribution over characters, given that text.
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

/** A place, drawn with these weights; at temperature 0 the first of the greatest. */
function drawPlace(weights: Float64Array, temperature: number, random: RandomStream): number {
  // A symbol is one more than its place.
  const symbols = new Float64Array(weights.length + 1);
  symbols.set(weights, 1);
  return drawSymbol(symbols, weights.length, temperature, random) - 1;
}
