import type { StoredDocument } from '../stored-document.ts';
import { coveredCharacters, takeFingerprints } from './fingerprints.ts';

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
