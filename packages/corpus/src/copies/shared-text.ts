import type { StoredDocument } from '../sources/source.ts';
import { coveredCharacters, type Fingerprints, takeFingerprints } from './fingerprints.ts';

/** Documents that are more alike than not are one, however many. */
const COPIES = 0.5;
/** Documents that share so much of their text are one group, while it is not too large. */
const RELATED = 0.02;
/** A group that grows by links of little text alone stays below this share of all characters. */
const LARGEST_SHARE = 0.2;

/** Resemblances from which two documents are linked: of all their text, and of text that few documents have. */
interface Thresholds {
  readonly copies: number;
  readonly related: number;
}

export interface DocumentGroups {
  /** For each document the first one of its group. */
  readonly firsts: Int32Array;
  readonly fingerprints: Fingerprints;
}

/**
 * Puts documents that share text into groups: single linkage, from the strongest link to the weakest. A pair is linked where its resemblance
 * is at least 0.5, or 0.02 of text that few documents have. The weaker links chain (a shares with b, b with c); so one that would make a group of
 * more than a fifth of all characters is left out.
 *
 * Linear in the text but for documents with much in common, each of which is compared with 64 others at most.
 */
export function groupDocuments(
  documents: readonly StoredDocument[],
  thresholds: Thresholds = { copies: COPIES, related: RELATED },
): DocumentGroups {
  const fingerprints = takeFingerprints(documents);
  const links = findLinks(fingerprints, thresholds);
  const characters = Float64Array.from(documents, (document) => document.characters);
  const most = LARGEST_SHARE * characters.reduce((sum, value) => sum + value, 0);
  const parents = Int32Array.from(documents.keys());
  for (const link of links) {
    const first = rootOf(parents, link.first);
    const second = rootOf(parents, link.second);
    if (first === second) continue;
    const together = characters[first]! + characters[second]!;
    if (link.resemblance < thresholds.copies && together > most) continue;
    const root = Math.min(first, second);
    parents[Math.max(first, second)] = root;
    characters[root] = together;
  }
  return { firsts: parents.map((_, document) => rootOf(parents, document)), fingerprints };
}

/** The strongest first. */
function findLinks(fingerprints: Fingerprints, { copies, related }: Thresholds): SharedText[] {
  const links: SharedText[] = [];
  forEachPair(fingerprints, (pair) => {
    if (pair.resemblance >= copies || pair.rareResemblance >= related) links.push(pair);
  });
  const strengthOf = ({ resemblance, rareResemblance }: SharedText): number =>
    resemblance >= copies ? 1 + resemblance : rareResemblance;
  return links.sort((a, b) => strengthOf(b) - strengthOf(a) || a.second - b.second || a.first - b.first);
}

function rootOf(parents: Int32Array, document: number): number {
  let root = document;
  while (parents[root] !== root) {
    parents[root] = parents[parents[root]!]!;
    root = parents[root]!;
  }
  return root;
}

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

/** For each window the documents it was added for, as linked lists from the latest on. */
export class Postings {
  private readonly latest: Int32Array;
  private readonly previous: Int32Array;
  private readonly documents: Int32Array;
  private count = 0;

  /** @param total how many additions there will be */
  constructor(slots: number, total: number) {
    this.latest = new Int32Array(slots).fill(-1);
    this.previous = new Int32Array(total);
    this.documents = new Int32Array(total);
  }

  add(slot: number, document: number): void {
    this.previous[this.count] = this.latest[slot]!;
    this.documents[this.count] = document;
    this.latest[slot] = this.count++;
  }

  forLatest(slot: number, most: number, onDocument: (document: number) => void): void {
    let entry = this.latest[slot]!;
    for (let i = 0; i < most && entry >= 0; i++, entry = this.previous[entry]!)
      onDocument(this.documents[entry]!);
  }
}

/** Documents that are more alike than not are one. */
const HALF = 0.5;
/** A licence at the head of files is shorter, and makes no copy of two files that are hardly more. */
const FEWEST_CHARACTERS = 1000;

/**
 * The documents for training of which half or more is in one held out, or in which half or more of one held out is, and that is at least a thousand
 * characters.
 *
 * Linear in the text but for windows that many held-out documents have. Only what is held out is kept in memory as windows.
 */
export function nearCopiesOfHeldOut(
  training: readonly StoredDocument[],
  heldOut: readonly StoredDocument[],
): Set<StoredDocument> {
  if (heldOut.length === 0) return new Set();
  const { documents, slots, sample } = takeFingerprints(heldOut);
  const distinct = distinctWindows({ documents, slots });
  const owners = new Postings(
    slots,
    distinct.reduce((sum, { length }) => sum + length, 0),
  );
  for (const [owner, windows] of distinct.entries()) for (const slot of windows) owners.add(slot, owner);
  const isMarked = new Uint8Array(slots);
  return new Set(
    training.filter((document) => {
      const fingerprint = sample(document);
      const met = new Set<number>();
      for (const slot of fingerprint.slots) {
        isMarked[slot] = 1;
        owners.forLatest(slot, MOST_NEIGHBOURS, (owner) => met.add(owner));
      }
      const isCopy = [...met].some((owner) => {
        const held = heldOut[owner]!;
        const covered = coveredCharacters(documents[owner]!, (slot) => isMarked[slot] === 1);
        return covered >= Math.max(FEWEST_CHARACTERS, HALF * Math.min(held.characters, document.characters));
      });
      for (const slot of fingerprint.slots) isMarked[slot] = 0;
      return isCopy;
    }),
  );
}
