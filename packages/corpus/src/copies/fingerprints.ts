import type { StoredDocument } from '../sources/source.ts';
import { WindowTable, windowHashes } from './window-hashes.ts';

/** Minimum length of shared text, in characters; shorter stretches are idioms of a language. */
const WINDOW = 50;
/** One window in this many is kept, regardless of its document, so that shared text is sampled identically in both documents. */
const SAMPLED = 8;
/** Maximum number of windows to keep; more text is sampled more sparsely, so that memory stays below 0.5 GiB. */
const MOST_WINDOWS = 2 ** 23;

/** Windows sampled from a document, in the order of the text. */
export interface DocumentFingerprint {
  /** Slots in one table for all documents; may repeat. */
  readonly slots: Int32Array;
  /** Index of the character after each window. */
  readonly ends: Int32Array;
}

export interface Fingerprints {
  readonly documents: readonly DocumentFingerprint[];
  /** Number of slots. */
  readonly slots: number;
  /** Returns the windows of another document that also occur in one of these. */
  sample(document: StoredDocument): DocumentFingerprint;
}

/**
 * Samples windows of 50 characters by their hash ("0 mod m", Broder 1997, On the resemblance and containment of documents): about one in 8.
 * The fraction of samples that two documents share is an unbiased estimate of the fraction of text that they share.
 */
export function takeFingerprints(documents: readonly StoredDocument[]): Fingerprints {
  const characters = documents.reduce((sum, document) => sum + document.characters, 0);
  let every = SAMPLED;
  while (characters / every > MOST_WINDOWS) every *= 2;
  const table = new WindowTable((characters / every) * 1.3 + 1000);
  return {
    documents: documents.map(({ bytes }) => sampleWindows(bytes, every, (high, low) => table.add(high, low))),
    slots: table.size,
    sample: ({ bytes }) => sampleWindows(bytes, every, (high, low) => table.find(high, low)),
  };
}

/** @param slotOf returns −1 to leave a window out */
function sampleWindows(
  bytes: Uint8Array,
  every: number,
  slotOf: (high: number, low: number) => number,
): DocumentFingerprint {
  const slots: number[] = [];
  const ends: number[] = [];
  for (const { count, firstLast, high, low } of windowHashes(bytes, WINDOW)) {
    for (let i = 0; i < count; i++) {
      if ((low[i]! & (every - 1)) !== 0) continue;
      const slot = slotOf(high[i]!, low[i]!);
      if (slot < 0) continue;
      slots.push(slot);
      ends.push(firstLast + i + 1);
    }
  }
  return { slots: Int32Array.from(slots), ends: Int32Array.from(ends) };
}

/** Returns the number of characters of a document that the chosen ones of its sampled windows cover. */
export function coveredCharacters(
  { slots, ends }: DocumentFingerprint,
  isChosen: (slot: number) => boolean,
): number {
  let covered = 0;
  let coveredTo = 0;
  for (const [index, slot] of slots.entries()) {
    if (!isChosen(slot)) continue;
    const end = ends[index]!;
    covered += end - Math.max(coveredTo, end - WINDOW);
    coveredTo = end;
  }
  return covered;
}

/** Near-duplicate threshold of Lee et al. (2022, Deduplicating training data makes language models better). */
const NEARLY_ALL = 0.8;

/**
 * Returns the documents, in order, without near copies. The longest of similar documents is kept, and the first of equally long ones:
 * from the longest on, a document is dropped if at least 0.8 of it occurs in documents already kept. (Groups of the split are broader:
 * a document that shares a fifth of its text with another still has four fifths worth reading.)
 */
export function keepOneOfEach(documents: readonly StoredDocument[]): StoredDocument[] {
  const { documents: fingerprints, slots } = takeFingerprints(documents);
  const order = [...documents.keys()].sort(
    (a, b) => documents[b]!.characters - documents[a]!.characters || a - b,
  );
  const isKept = new Uint8Array(slots);
  const kept = order.filter((index) => {
    const fingerprint = fingerprints[index]!;
    const known = coveredCharacters(fingerprint, (slot) => isKept[slot] === 1);
    if (known >= NEARLY_ALL * documents[index]!.characters) return false;
    for (const slot of fingerprint.slots) isKept[slot] = 1;
    return true;
  });
  return kept.sort((a, b) => a - b).map((index) => documents[index]!);
}
