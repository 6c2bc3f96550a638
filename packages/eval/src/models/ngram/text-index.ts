import { checkTexts } from '../check-texts.ts';
import { buildSuffixArray, type SymbolArray } from './suffix-array.ts';

/**
 * A training text with all its places sorted by the characters before them, nearest first. The places that follow any given characters are
 * adjacent, so one array serves contexts of every length and finds every copy. Infini-gram does the same (Liu et al. 2024,
 * arXiv:2401.17377), but in reverse; here the followers of a context are adjacent.
 *
 * The text is stored backwards, with a boundary after each document: there, the context of a place comes after it, and the symbol before
 * it is the follower.
 */
export class TextIndex {
  /** Maps characters to symbols. */
  readonly table: SymbolTable;
  /** Symbols of the text, last one first. */
  readonly backward: SymbolArray;
  /** Suffix array of `backward`, int32 of the same length: offsets into it, sorted by the symbols from there on. */
  readonly suffixes: Int32Array;
  /** Number of UTF-16 code units in the documents. */
  readonly characters: number;

  /** Takes 5 bytes of memory per character in the end, and up to 14 while sorting. */
  constructor(documents: readonly string[]) {
    checkTexts('documents', documents);
    this.table = new SymbolTable(documents);
    this.backward = this.table.encodeAll(documents).reverse();
    this.suffixes = buildSuffixArray(this.backward, this.table.size + 1);
    this.characters = this.backward.length - documents.length;
  }
}

/** Symbol before the first character of every document. It serves only as context and is never predicted. */
export const BOUNDARY = 0;

/** Numbers the UTF-16 code units of a training text 1, 2, … in ascending order. */
class SymbolTable {
  readonly #symbols = new Uint16Array(0x10000);
  /** Code unit of each symbol; entry 0 is the boundary's and has no meaning. */
  readonly codeUnits: readonly number[];

  constructor(documents: readonly string[]) {
    const seen = new Uint8Array(0x10000);
    for (const text of documents) for (let i = 0; i < text.length; i++) seen[text.charCodeAt(i)] = 1;
    const codeUnits = [-1];
    for (let code = 0; code < seen.length; code++) {
      if (seen[code] === 0) continue;
      this.#symbols[code] = codeUnits.length;
      codeUnits.push(code);
    }
    this.codeUnits = codeUnits;
  }

  /** Number of different code units. */
  get size(): number {
    return this.codeUnits.length - 1;
  }

  /** Returns the symbols of a text, a boundary first; an unknown code unit is `size + 1`. */
  encode(text: string): SymbolArray {
    return this.encodeAll([text]);
  }

  /** Returns the symbols of several texts, a boundary before each. */
  encodeAll(documents: readonly string[]): SymbolArray {
    const symbols = this.createArray(documents.reduce((sum, text) => sum + text.length + 1, 0));
    let position = 0;
    for (const text of documents) {
      position++;
      for (let i = 0; i < text.length; i++)
        symbols[position++] = this.#symbols[text.charCodeAt(i)]! || this.size + 1;
    }
    return symbols;
  }

  /** Returns an array of symbols, each in as many bytes as they need. */
  createArray(length: number): SymbolArray {
    return this.size < 255 ? new Uint8Array(length) : new Uint16Array(length);
  }
}

/**
 * Returns, for each place of a text, the length of the longest stretch ending there that occurs in the training text, within one document.
 * Entry i is for the UTF-16 code units before i, so there is one entry more than code units.
 *
 * A stretch is at most one character longer than the one ending at the previous place, and exactly that if the copy found there continues
 * in the same way: then no search is needed. Otherwise a binary search in the sorted text finds it, in as many comparisons as the stretch
 * has characters, and some twenty more.
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
 * Searches in the sorted text for the symbols up to `position`, read backwards, down to the text's beginning at 1. Symbols shared with the
 * suffixes at both ends of the search are shared with all suffixes in between, so they are not compared again.
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
