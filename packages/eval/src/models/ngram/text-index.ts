import { checkTexts } from '../check-readings.ts';
import { buildSuffixArray } from './suffix-array.ts';
import { type SymbolArray, SymbolTable } from './symbols.ts';

/**
 * A training text, sorted: every place in it by the characters before that place, the nearest first. Wherever some
 * characters occur, those places are side by side, however many the characters are; so one array answers
 * for contexts of every length, and finds every copy. As infini-gram does it (Liu et al. 2024,
 * arXiv:2401.17377), but turned round, so that a context's followers are side by side.
 *
 * The text is kept backwards, a boundary after each document: the context of a place is what comes after it there, and the
 * symbol before it is the follower.
 */
export class TextIndex {
  /** Characters and symbols. */
  readonly table: SymbolTable;
  /** The symbols of the text, last one first. */
  readonly backward: SymbolArray;
  /** [symbols of `backward`] int32: offsets into it in the order of the text from there on, its suffix array. */
  readonly suffixes: Int32Array;
  /** Characters of the documents, in UTF-16 code units. */
  readonly characters: number;

  /** 5 bytes per character in the end, up to 14 while sorting. */
  constructor(documents: readonly string[]) {
    checkTexts('documents', documents);
    this.table = new SymbolTable(documents);
    this.backward = this.table.encodeAll(documents).reverse();
    this.suffixes = buildSuffixArray(this.backward, this.table.size + 1);
    this.characters = this.backward.length - documents.length;
  }
}
