import type { StoredDocument } from '../stored-document.ts';
import { coveredCharacters, takeFingerprints } from './fingerprints.ts';
import { Postings } from './postings.ts';
import { distinctWindows, MOST_NEIGHBOURS } from './shared-text.ts';

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
