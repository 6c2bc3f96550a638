import type { StoredDocument } from '../stored-document.ts';
import { type Fingerprints, takeFingerprints } from './fingerprints.ts';
import { forEachPair, type SharedText } from './shared-text.ts';

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
