import { coveredCharacters } from '../copies/fingerprints.ts';
import { type DocumentGroups, groupDocuments } from '../copies/shared-text.ts';
import type { StoredDocument } from '../sources/source.ts';
import type { SplitName } from './splits.ts';
import { type DocumentSplit, splitByDocument, splitPosition } from './splits.ts';

/** Maximum fraction of a held-out group's text that may occur in other groups; the second applies if the first leaves too few groups. */
const SHARED_AT_MOST = [0.05, 0.2] as const;
/** Fraction of shared text up to which it is ignored. */
const SHARED_AT_LEAST = 0.02;
/** Size of the pool to choose from, as a multiple of the text to hold out. */
const CHOICE = 1.1;
/** Maximum fraction of its split that a held-out group may take up, lest it decide all figures; the first that leaves enough groups. */
const LARGEST_PARTS = [0.05, 0.1, 0.25] as const;

/** Group of documents that share text, all in one split. */
export interface CorpusGroup {
  /** Paths of its documents; the hash of the first one decides on the split. */
  readonly documents: readonly string[];
  /** Code points of its documents. */
  readonly characters: number;
  /** False for a group kept for training, because too much of it occurs in other groups or it is too large. */
  readonly mayBeHeldOut: boolean;
}

export interface GroupSplit extends DocumentSplit {
  readonly groups: readonly CorpusGroup[];
}

interface Group {
  readonly documents: string[];
  characters: number;
  /** Code points in (sampled) stretches that also occur in another group. */
  shared: number;
}

/**
 * Splits by groups of documents that share text: the hash of a group's first path decides on its split.
 *
 * Grouping cannot separate text that occurs in many groups. The test split is therefore drawn from the groups that share least, none of
 * them a large part of it; likewise the validation split, from the rest. All others are for training. If that leaves a split empty,
 * groups are split like documents; if there are fewer groups than splits, documents are split individually (`adjusted`).
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
  const wanted = [1, validation, test].filter((share) => share > 0).length;
  const list = [...groups.values()];
  if (groups.size < wanted) {
    const paths = documents.map(({ path }) => path);
    const bySelf = splitByDocument(paths, { validation, test, seed });
    return { ...bySelf, adjusted: true, groups: listGroups(list, () => true) };
  }
  const forTest = chances(list, test, () => 1);
  const forValidation = chances(list, validation, (group) => 1 - (forTest.get(group) ?? 0));
  const drawn = list.map((group): SplitName => {
    const position = splitPosition(group.documents[0]!, seed);
    const testEnd = forTest.get(group) ?? 0;
    if (position < testEnd) return 'test';
    return position < testEnd + (forValidation.get(group) ?? 0) ? 'validation' : 'train';
  });
  const adjusted = new Set(drawn).size < wanted;
  const splits = adjusted
    ? splitByDocument(
        list.map((group) => group.documents[0]!),
        { validation, test, seed },
      ).splits
    : drawn;
  const splitOf = new Map(Array.from(groups.keys(), (first, index) => [first, splits[index]!]));
  const mayBeHeldOut = (group: Group): boolean => adjusted || forTest.has(group) || forValidation.has(group);
  return {
    splits: Array.from(firsts, (first) => splitOf.get(first)!),
    adjusted,
    groups: listGroups(list, mayBeHeldOut),
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

/** Returns the group that each window occurs in, or that there are several. */
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

/**
 * Returns each candidate group's probability, over seeds, of being in a split that is expected to get its share of all characters.
 *
 * @param isLeft probability that a group is not in another split already
 */
function chances(
  groups: readonly Group[],
  share: number,
  isLeft: (group: Group) => number,
): ReadonlyMap<Group, number> {
  if (share === 0) return new Map();
  const total = charactersOf(groups, () => 1);
  const chosen = chooseFrom(groups, { characters: share * total, isLeft }) ?? groups;
  const each = Math.min(1, (share * total) / charactersOf(chosen, isLeft));
  return new Map(chosen.map((group) => [group, each * isLeft(group)]));
}

/** Returns the groups that share least, enough to choose from. */
function chooseFrom(
  groups: readonly Group[],
  { characters, isLeft }: { characters: number; isLeft: (group: Group) => number },
): readonly Group[] | undefined {
  const ordered = groups
    .map((group) => ({ group, shared: group.shared / group.characters }))
    .sort((a, b) => a.shared - b.shared);
  for (const limit of SHARED_AT_MOST) {
    for (const part of LARGEST_PARTS) {
      const chosen: Group[] = [];
      let sum = 0;
      let last = SHARED_AT_LEAST;
      for (const { group, shared } of ordered) {
        if (shared > limit || (shared > last && sum >= CHOICE * characters)) break;
        if (group.characters > part * characters) continue;
        chosen.push(group);
        sum += isLeft(group) * group.characters;
        last = Math.max(last, shared);
      }
      if (sum >= CHOICE * characters) return chosen;
    }
  }
  return undefined;
}

function charactersOf(groups: readonly Group[], weight: (group: Group) => number): number {
  return groups.reduce((sum, group) => sum + weight(group) * group.characters, 0);
}

function listGroups(groups: readonly Group[], mayBeHeldOut: (group: Group) => boolean): CorpusGroup[] {
  return groups.map((group) => ({
    documents: group.documents,
    characters: group.characters,
    mayBeHeldOut: mayBeHeldOut(group),
  }));
}
