import type { SymbolArray } from './suffix-array.ts';
import type { TextIndex } from './text-index.ts';

/**
 * Length of the longest stretch ending at each place of a text that occurs in the training text, within one document. Entry i is for the
 * UTF-16 code units before i, so there is one entry more than units.
 *
 * The stretch before a place is at most one longer than the one before the place to its left, and exactly that if the copy found there
 * continues in the same way: then no search is needed. Otherwise a binary search in the sorted text finds it, in as many comparisons as
 * the stretch has characters, and some twenty more.
 */
export function matchLengths(index: TextIndex, text: string): Int32Array {
  const { backward } = index;
  const symbols = index.table.encode(text);
  const lengths = new Int32Array(text.length + 1);
  let match: Match = { length: 0, suffix: 0 };
  for (let i = 1; i <= text.length; i++) {
    const goesOn = match.length > 0 && match.suffix > 0 && backward[match.suffix - 1] === symbols[i];
    match = goesOn
      ? { length: match.length + 1, suffix: match.suffix - 1 }
      : findLongest(index, symbols, i, match.length + 1);
    lengths[i] = match.length;
  }
  return lengths;
}

interface Match {
  readonly length: number;
  /** Offset in the backward text. */
  readonly suffix: number;
}

/**
 * Binary search for the symbols up to `position`, read backwards, down to the text's beginning at 1. The symbols that a suffix shares with
 * the neighbors on both sides it shares with all between them, so they are not compared again.
 *
 * @param most maximum length of a match, which ends the search
 */
function findLongest(index: TextIndex, symbols: SymbolArray, position: number, most: number): Match {
  const { backward, suffixes } = index;
  let low = 0;
  let high = suffixes.length;
  let sharedLow = 0;
  let sharedHigh = 0;
  let longest: Match = { length: 0, suffix: 0 };
  while (low < high && longest.length < most) {
    const middle = (low + high) >>> 1;
    const suffix = suffixes[middle]!;
    let length = Math.min(sharedLow, sharedHigh);
    while (length < position && backward[suffix + length] === symbols[position - length]) length++;
    if (length > longest.length) longest = { length, suffix };
    if (length === position) return longest;
    if (backward[suffix + length]! < symbols[position - length]!) {
      low = middle + 1;
      sharedLow = length;
    } else {
      high = middle;
      sharedHigh = length;
    }
  }
  return longest;
}
