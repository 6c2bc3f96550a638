import type { Candidate, Family, LengthControlledItem, MirrorImages, RandomStream } from '@longrange/code';
import { shuffle } from '@longrange/code/internal';
import { groupBy } from '../../statistics/parts.ts';
import { documentsInTurn } from '../minimal-pairs/choose-pairs.ts';
import type { PairSizes } from '../minimal-pairs/schema.ts';

/** Options for lengthening code to distances that are rare in nature. */
export type StretchOptions = NonNullable<PairSizes['lengthControlled']>;

/** Numbers of attractors of each kind to insert, in turn. */
const ATTRACTORS = [0, 1, 2, 4];
/** Minimum number of characters that an attractor takes. */
const ATTRACTOR_ROOM = 64;
/** Part of a bucket in which distances are drawn: the whole would cost a third more to read and tell no more. */
const BUCKET_SHARE = 0.25;
/** Upper limit, in lower ends of the bucket: a reader who sees as far as its upper end must see the line around the first end, too. */
const BUCKET_END = 1.75;
const ATTEMPTS = 8;
/** Maximum number of dependencies of one document in one bucket, with two items each. */
const MOST_PER_DOCUMENT = 4;

/**
 * Stretches candidates so that every bucket of distances has the same number of items, as far as possible from the same candidates:
 * only the distance differs between buckets. Each opener is used at most once in a bucket, each document at most four times, and other
 * documents before the same one again; a bucket that runs out has fewer items. Groups and numbers of attractors alternate; if
 * attractors cannot be inserted, there are none.
 * @param first lower end of the nearest bucket to fill
 */
export function stretchAll(
  { candidates, nearest }: Family,
  { perBucket, maxDistance }: StretchOptions,
  random: RandomStream,
  first = nearest,
): LengthControlledItem[] {
  const near = shuffle(
    random,
    candidates.filter(({ distance }) => distance < nearest),
  );
  const groups = [...groupBy(near, ({ group }) => group).values()].map(documentsInTurn);
  const items: LengthControlledItem[] = [];
  for (let from = first; from <= maxDistance; from *= 2) {
    items.push(...fillBucket(groups, from, Math.floor(perBucket / 2), random));
  }
  return items;
}

function fillBucket(
  groups: readonly (readonly Candidate[])[],
  from: number,
  most: number,
  random: RandomStream,
): LengthControlledItem[] {
  const levels = ATTRACTORS.filter((attractors) => attractors * ATTRACTOR_ROOM <= from / 2);
  const queues = groups.map((group) => group.values());
  const openers = new Set<string>();
  const ofDocument = new Map<string, number>();
  const items: LengthControlledItem[] = [];
  for (let turn = 0; openers.size < most && queues.length > 0; ) {
    const place = turn % queues.length;
    const { value: candidate } = queues[place]!.next();
    if (candidate === undefined) {
      queues.splice(place, 1);
      continue;
    }
    const { document } = candidate;
    const opener = `${document} ${candidate.opener}`;
    const taken = ofDocument.get(document) ?? 0;
    if (taken === MOST_PER_DOCUMENT || openers.has(opener)) continue;
    const attractors = levels[Math.floor(openers.size / groups.length) % levels.length]!;
    const images =
      stretchInto(candidate, from, attractors, random) ?? stretchInto(candidate, from, 0, random);
    if (images === null) continue;
    items.push(...images);
    openers.add(opener);
    ofDocument.set(document, taken + 1);
    turn++;
  }
  return items;
}

/** Returns mirror images that both lie within the bucket; null if no attempt gives any. */
function stretchInto(
  candidate: Candidate,
  from: number,
  attractors: number,
  random: RandomStream,
): MirrorImages | null {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const distance = from + random.nextInteger(from * BUCKET_SHARE);
    const images = candidate.lengthen(
      {
        from: Math.max(1, distance - candidate.distance),
        to: BUCKET_END * from - candidate.distance,
        attractors,
      },
      random,
    );
    if (images?.every(({ between }) => between.distance >= from && between.distance < 2 * from))
      return images;
  }
  return null;
}
