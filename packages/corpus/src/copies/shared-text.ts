import type { Fingerprints } from './fingerprints.ts';
import { Postings } from './postings.ts';

/** What two documents have in common, as parts of all that is in either (their resemblance, Broder 1997), from 0 to 1. */
export interface SharedText {
  readonly first: number;
  readonly second: number;
  readonly resemblance: number;
  /** The same, of text that occurs in few documents. */
  readonly rareResemblance: number;
}

/**
 * Text that occurs in more documents is looked for in so many of them only, those nearest in the order given: so the work stays in
 * proportion to the text, and of a thousand copies each is still found beside its neighbours.
 */
export const MOST_NEIGHBOURS = 64;
/** Text in a larger part of the documents is no sign of a common origin: a licence header, an idiom of the project. */
const RARE_SHARE = 0.1;
/** Fewer windows in common are chance: of 8 characters each on average. */
const FEWEST_SHARED = 8;

/** Calls back for pairs of documents with text in common, in the order of the second, then of their first common text. */
export function forEachPair(fingerprints: Fingerprints, onPair: (pair: SharedText) => void): void {
  const { documents, slots } = fingerprints;
  const distinct = distinctWindows(fingerprints);
  const frequency = new Int32Array(slots);
  for (const windows of distinct) for (const slot of windows) frequency[slot]!++;
  const rareUpTo = Math.min(MOST_NEIGHBOURS, Math.max(2, Math.floor(documents.length * RARE_SHARE)));
  const postings = new Postings(
    slots,
    distinct.reduce((sum, { length }) => sum + length, 0),
  );
  const shared = new Int32Array(documents.length);
  const rare = new Int32Array(documents.length);
  for (const [second, windows] of distinct.entries()) {
    const touched: number[] = [];
    for (const slot of windows) {
      if (frequency[slot]! < 2) continue;
      const isRare = Number(frequency[slot]! <= rareUpTo);
      postings.forLatest(slot, MOST_NEIGHBOURS, (first) => {
        if (shared[first]!++ === 0) touched.push(first);
        rare[first]! += isRare;
      });
      postings.add(slot, second);
    }
    for (const first of touched) {
      const sizes = distinct[first]!.length + windows.length;
      const resemblance = shared[first]! / (sizes - shared[first]!);
      const rareResemblance = rare[first]! < FEWEST_SHARED ? 0 : rare[first]! / (sizes - rare[first]!);
      onPair({ first, second, resemblance, rareResemblance });
      shared[first] = 0;
      rare[first] = 0;
    }
  }
}

/** Of each document the slots of its windows, each once. */
export function distinctWindows({
  documents,
  slots,
}: Pick<Fingerprints, 'documents' | 'slots'>): Int32Array[] {
  const lastDocument = new Int32Array(slots).fill(-1);
  return documents.map((fingerprint, document) =>
    fingerprint.slots.filter((slot) => {
      const isNew = lastDocument[slot] !== document;
      lastDocument[slot] = document;
      return isNew;
    }),
  );
}
