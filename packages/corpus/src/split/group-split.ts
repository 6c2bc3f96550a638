import { coveredCharacters } from '../copies/fingerprints.ts';
import { type DocumentGroups, groupDocuments } from '../copies/group-documents.ts';
import type { CorpusGroup } from '../corpus.ts';
import type { StoredDocument } from '../stored-document.ts';
import { type DocumentSplit, splitByDocument } from './document-split.ts';

/** How much of a group's text may stand in other groups where it is held out: the first of these that leaves enough to choose from. */
const SHARED_AT_MOST = [0.025, 0.05, 0.1, 0.2] as const;
/** Enough: so many times what is to be held out. */
const CHOICE = 1.1;
/** No group held out is to be a larger part of its split. */
const LARGEST_PART = 0.25;

export interface GroupSplit extends DocumentSplit {
  readonly groups: readonly CorpusGroup[];
}

interface Group {
  readonly documents: string[];
  characters: number;
  /** How many of them lie in stretches, as far as sampled, that stand in another group too. */
  shared: number;
}

/**
 * Splits by groups of documents that share text: all of a group goes where the hash of its first path says.
 *
 * Text that stands in many groups cannot be kept apart by grouping. So groups with much of it are for training, as are those that would be a
 * large part of a split by themselves, as long as the rest is enough to hold out from; the shares are then scaled up to that rest.
 * Where there are fewer groups than splits, documents are split one by one (`adjusted`).
 *
 * @param documents in the order of their paths
 * @throws as `splitByDocument`
 */
export function splitByGroup(
  documents: readonly StoredDocument[],
  { validation, test, seed }: { validation: number; test: number; seed: number },
): GroupSplit {
  const grouped = groupDocuments(documents);
  const groups = describeGroups(documents, grouped);
  const { firsts } = grouped;
  if (groups.size < [1, validation, test].filter((share) => share > 0).length) {
    const paths = documents.map(({ path }) => path);
    const bySelf = splitByDocument(paths, { validation, test, seed });
    return { ...bySelf, adjusted: true, groups: listGroups(groups, groups) };
  }
  const total = documents.reduce((sum, { characters }) => sum + characters, 0);
  const { chosen, share } = chooseFrom(groups, total, { validation, test });
  const scaled = { validation: validation / share, test: test / share, seed };
  const { splits, adjusted } = splitByDocument(
    Array.from(chosen.values(), (group) => group.documents[0]!),
    scaled,
  );
  const splitOf = new Map(Array.from(chosen.keys(), (first, index) => [first, splits[index]!]));
  return {
    splits: Array.from(firsts, (first) => splitOf.get(first) ?? 'train'),
    adjusted,
    groups: listGroups(groups, chosen),
  };
}

function describeGroups(
  documents: readonly StoredDocument[],
  { firsts, fingerprints }: DocumentGroups,
): Map<number, Group> {
  const owners = ownersOf(firsts, fingerprints);
  const groups = new Map<number, Group>();
  for (const [document, { path, characters }] of documents.entries()) {
    const first = firsts[document]!;
    const group = groups.get(first) ?? { documents: [], characters: 0, shared: 0 };
    groups.set(first, group);
    group.documents.push(path);
    group.characters += characters;
    group.shared += coveredCharacters(fingerprints.documents[document]!, (slot) => owners[slot] === SEVERAL);
  }
  return groups;
}

const NOBODY = -1;
const SEVERAL = -2;

/** For each window the group it stands in. */
function ownersOf(firsts: Int32Array, { documents, slots }: DocumentGroups['fingerprints']): Int32Array {
  const owners = new Int32Array(slots).fill(NOBODY);
  for (const [document, fingerprint] of documents.entries()) {
    for (const slot of fingerprint.slots) {
      if (owners[slot] === NOBODY) owners[slot] = firsts[document]!;
      else if (owners[slot] !== firsts[document]) owners[slot] = SEVERAL;
    }
  }
  return owners;
}

/** The groups that may be held out, and their share of all characters. */
function chooseFrom(
  groups: ReadonlyMap<number, Group>,
  total: number,
  { validation, test }: { validation: number; test: number },
): { chosen: ReadonlyMap<number, Group>; share: number } {
  const most = LARGEST_PART * Math.min(...[validation, test].filter((share) => share > 0)) * total;
  for (const limit of SHARED_AT_MOST) {
    const chosen = [...groups].filter(
      ([, { characters, shared }]) => characters <= most && shared <= limit * characters,
    );
    const share = chosen.reduce((sum, [, { characters }]) => sum + characters, 0) / total;
    if (share > 0 && share >= CHOICE * (validation + test)) return { chosen: new Map(chosen), share };
  }
  return { chosen: groups, share: 1 };
}

function listGroups(groups: ReadonlyMap<number, Group>, chosen: ReadonlyMap<number, Group>): CorpusGroup[] {
  return Array.from(groups, ([first, { documents, characters }]) => ({
    documents,
    characters,
    mayBeHeldOut: chosen.has(first),
  }));
}
