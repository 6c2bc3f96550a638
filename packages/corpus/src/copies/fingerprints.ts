import type { StoredDocument } from '../sources/source.ts';
import { WindowTable, windowHashes } from './window-hashes.ts';

/** What two documents share counts from so many characters on: shorter stretches are idioms of a language. */
const WINDOW = 50;
/** One window in so many is kept, whichever document it is in, so what is shared is sampled alike in both. */
const SAMPLED = 8;
/** From so many characters on fewer are kept, so that the memory stays below 0.5 GiB. */
const MOST_WINDOWS = 2 ** 23;

/** Windows sampled from a document, in the order of the text. */
export interface DocumentFingerprint {
  /** Each a slot of one table for all documents; some come more than once. */
  readonly slots: Int32Array;
  /** The index of the character after each. */
  readonly ends: Int32Array;
}

export interface Fingerprints {
  readonly documents: readonly DocumentFingerprint[];
  /** Slots lie below this. */
  readonly slots: number;
  /** Of another document the windows that one of these has, too. */
  sample(document: StoredDocument): DocumentFingerprint;
}

/**
 * Samples windows of 50 characters by their hash ("0 mod m", Broder 1997, On the resemblance and containment of documents): about one in 8.
 * What part of the samples two documents share is an estimate without bias of the part of their text that they share.
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

/** @param slotOf −1 for a window to be left out */
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

/** How many characters of a document lie in those of its sampled windows that are chosen. */
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

/** As much as Lee et al. (2022, Deduplicating training data makes language models better) ask of a near duplicate. */
const NEARLY_ALL = 0.8;

/**
 * The documents, in their order, without near copies: of those much alike the longest stays, of several as long the first. The longest come first,
 * and a document is left out where 0.8 of it or more is in the documents kept before. (A group of the split is more: one that shares
 * a fifth of its text with another has four fifths that are worth reading.)
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
