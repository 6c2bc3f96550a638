import type { TokenSource } from './token-source.ts';

/**
 * What the tokens of the tokeniser give to a text: ln of the probability of each, at the character where it begins, and 0 at the others; NaN at those outside of the alphabet.
 */
export async function scoreCut(
  source: TokenSource,
  text: string,
  alphabet: ReadonlySet<string>,
): Promise<Float32Array> {
  const scores = new Float32Array(text.length).fill(Number.NaN);
  let at = 0;
  for (const character of text) {
    if (alphabet.has(character)) scores[at] = 0;
    at += character.length;
  }
  const { tokens, borders } = (await source.cut(text))!;
  let held = await source.begin();
  for (const [index, border] of borders.entries()) {
    let log = 0;
    for (const token of tokens.slice(border.tokens, borders[index + 1]?.tokens)) {
      log += Math.log(held.weights[source.trie.placeOf(token)]!);
      const next = await source.fork(held, token);
      held.release();
      held = next;
    }
    // Of a character outside of the alphabet nothing counts.
    scores[border.at] = scores[border.at]! + log;
  }
  held.release();
  return scores;
}
