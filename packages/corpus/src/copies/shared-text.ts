import type { StoredDocument } from '../sources/source.ts';
import { coveredCharacters, type Fingerprints, takeFingerprints } from './fingerprints.ts';

/** Minimum resemblance at which documents are always grouped, however large the group. */
const COPIES = 0.5;
/** Minimum resemblance at which documents are grouped, unless the group gets too large. */
const RELATED = 0.02;
/** Maximum fraction of all characters in a group formed by weak links only. */
const LARGEST_SHARE = 0.2;

export interface DocumentGroups {
  /** Index of the first document of each document's group. */
  readonly firsts: Int32Array;
  readonly fingerprints: Fingerprints;
}

/**
 * Groups documents that share text by single linkage, from the strongest link to the weakest. A pair is linked if its resemblance
 * is at least 0.5, or 0.02 over text that few documents have. Weaker links form chains (a shares with b, b with c), so one that would
 * create a group of more than a fifth of all characters is left out.
 *
 * Linear in the text, except that documents with much in common are compared with up to 64 others each.
 */
export function groupDocuments(documents: readonly StoredDocument[]): DocumentGroups {
  const fingerprints = takeFingerprints(documents);
  const links = findLinks(fingerprints);
  const characters = Float64Array.from(documents, (document) => document.characters);
  const most = LARGEST_SHARE * characters.reduce((sum, value) => sum + value, 0);
  const parents = Int32Array.from(documents.keys());
  for (const link of links) {
    const first = rootOf(parents, link.first);
    const second = rootOf(parents, link.second);
    if (first === second) continue;
    const together = characters[first]! + characters[second]!;
    if (link.resemblance < COPIES && together > most) continue;
    const root = Math.min(first, second);
    parents[Math.max(first, second)] = root;
    characters[root] = together;
  }
  return { firsts: parents.map((_, document) => rootOf(parents, document)), fingerprints };
}

/** Links, strongest first. */
function findLinks(fingerprints: Fingerprints): SharedText[] {
  const links: SharedText[] = [];
  forEachPair(fingerprints, (pair) => {
    if (pair.resemblance >= COPIES || pair.rareResemblance >= RELATED) links.push(pair);
  });
  const strengthOf = ({ resemblance, rareResemblance }: SharedText): number =>
    resemblance >= COPIES ? 1 + resemblance : rareResemblance;
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

/** Resemblance of two documents: shared text as a fraction of their union (Broder 1997), from 0 to 1. */
export interface SharedText {
  readonly first: number;
  readonly second: number;
  readonly resemblance: number;
  /** Resemblance over text that occurs in few documents. */
  readonly rareResemblance: number;
}

/**
 * Maximum number of documents with the same text that one is compared with, the nearest in the given order. The work thus stays
 * proportional to the text, and each of a thousand copies is still linked to its neighbors.
 */
const MOST_NEIGHBORS = 64;
/** Text in a larger fraction of the documents, such as a license header or a project's idiom, is no sign of a common origin. */
const RARE_SHARE = 0.1;
/** Fewer shared windows than this are chance; each stands for 8 characters on average. */
const FEWEST_SHARED = 8;

/** Calls back for each pair of documents with shared text, ordered by the second one, then by their first shared text. */
function forEachPair(fingerprints: Fingerprints, onPair: (pair: SharedText) => void): void {
  const { documents, slots } = fingerprints;
  const distinct = distinctWindows(fingerprints);
  const frequency = new Int32Array(slots);
  for (const windows of distinct) for (const slot of windows) frequency[slot]!++;
  const rareUpTo = Math.min(MOST_NEIGHBORS, Math.max(2, Math.floor(documents.length * RARE_SHARE)));
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
      postings.forLatest(slot, MOST_NEIGHBORS, (first) => {
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

/** Returns the distinct slots of each document's windows. */
function distinctWindows({ documents, slots }: Pick<Fingerprints, 'documents' | 'slots'>): Int32Array[] {
  const lastDocument = new Int32Array(slots).fill(-1);
  return documents.map((fingerprint, document) =>
    fingerprint.slots.filter((slot) => {
      const isNew = lastDocument[slot] !== document;
      lastDocument[slot] = document;
      return isNew;
    }),
  );
}

/** Documents of each window, as linked lists with the latest first. */
class Postings {
  private readonly latest: Int32Array;
  private readonly previous: Int32Array;
  private readonly documents: Int32Array;
  private count = 0;

  /** @param total number of additions to come */
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

/** Minimum fraction of a document in another for a near copy. */
const HALF = 0.5;
/** Minimum shared characters; a license header is shorter, so two files that hold little else are no copies. */
const FEWEST_CHARACTERS = 1000;

/**
 * Returns the training documents that contain at least half of a held-out document, or have at least half of their text in one, if
 * that is at least a thousand characters.
 *
 * Linear in the text, except for windows that many held-out documents have. Only windows of held-out text are kept in memory.
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
        owners.forLatest(slot, MOST_NEIGHBORS, (owner) => met.add(owner));
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
