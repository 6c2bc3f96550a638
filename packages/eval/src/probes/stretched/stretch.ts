import { pick } from '../../statistics/draw.ts';
import type { RandomStream } from '../../statistics/random.ts';
import type { StretchedChoice } from '../choices/choice.ts';
import type { OutlinedLine } from '../choices/outline.ts';
import type { Goal } from './fill.ts';

export interface StretchOptions {
  /** Choices of each kind in each bucket of distances. */
  readonly perBucket: number;
  /** Lower end of the furthest bucket, a power of two: 2048 for [2048, 4096). */
  readonly furthest: number;
}

/** A real dependency that can be stretched. */
export interface Candidate {
  /** As it stands in its document. */
  readonly distance: number;
  /** Groups have different answers, and are taken in turn, so that no answer is the more frequent one. */
  readonly group: string;
  /** What else could give an answer away. Only varieties that all groups have are taken, each as often in every group. */
  readonly variety: string;
  /** The choices of the dependency with about so much between its ends; null where that does not come out. */
  stretch(goal: Goal, random: RandomStream): StretchedChoice[] | null;
}

/** How many attractors are put in, in turn. */
const ATTRACTORS = [0, 1, 2, 4];
/** An attractor takes so many characters, at least. */
const ATTRACTOR_ROOM = 24;
/** Not the whole bucket: it would cost a third more to read, and tell no more. */
const BUCKET_SHARE = 0.25;
const ATTEMPTS = 30;

/** Candidates of one kind. */
export interface Family {
  readonly candidates: readonly Candidate[];
  /** Lower end of the nearest bucket; only candidates that are nearer by nature are taken. */
  readonly nearest: number;
}

/**
 * Stretches candidates so that every bucket of distances has the same number of items, from the same candidates: what differs
 * from bucket to bucket is the distance alone. Groups and numbers of attractors come in turn; where attractors do not come
 * out, there are none. Only what lies within the bucket is kept.
 */
export function stretchAll(
  { candidates, nearest }: Family,
  { perBucket, furthest }: StretchOptions,
  random: RandomStream,
): StretchedChoice[] {
  const groups = balancedGroups(candidates.filter(({ distance }) => distance < nearest));
  const choices: StretchedChoice[] = [];
  for (let from = nearest; from <= furthest; from *= 2) {
    const levels = ATTRACTORS.filter((attractors) => attractors * ATTRACTOR_ROOM <= from / 2);
    for (let item = 0; item < perBucket && groups.length > 0; item++) {
      const varieties = groups[item % groups.length]!;
      const attractors = levels[Math.floor(item / groups.length) % levels.length]!;
      const stretched =
        stretchOne(varieties, from, attractors, random) ?? stretchOne(varieties, from, 0, random) ?? [];
      choices.push(...stretched);
    }
  }
  return choices;
}

/** The candidates of each group by variety, of varieties that all groups have. */
function balancedGroups(candidates: readonly Candidate[]): Candidate[][][] {
  const groups = groupBy(candidates, ({ group }) => group);
  const varieties = groups.map((group) => new Set(group.map(({ variety }) => variety)));
  const shared = candidates.filter(({ variety }) => varieties.every((ofGroup) => ofGroup.has(variety)));
  return groupBy(shared, ({ group }) => group).map((group) => groupBy(group, ({ variety }) => variety));
}

function groupBy<T>(values: readonly T[], keyOf: (value: T) => string): T[][] {
  const groups = new Map<string, T[]>();
  for (const value of values) {
    const group = groups.get(keyOf(value));
    if (group === undefined) groups.set(keyOf(value), [value]);
    else group.push(value);
  }
  return [...groups.values()];
}

function stretchOne(
  varieties: readonly (readonly Candidate[])[],
  from: number,
  attractors: number,
  random: RandomStream,
): StretchedChoice[] | null {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const candidate = pick(random, pick(random, varieties));
    const distance = from + random.nextInteger(from * BUCKET_SHARE);
    const goal = {
      from: Math.max(1, distance - candidate.distance),
      to: 2 * from - candidate.distance,
      attractors,
    };
    const choices = candidate.stretch(goal, random) ?? [];
    const within = choices.filter((choice) => choice.distance >= from && choice.distance < 2 * from);
    if (within.length > 0) return within;
  }
  return null;
}

/** Characters before the first end that are read, at most; whole logical lines. */
const CONTEXT = 256;

/** Index of the first of the logical lines to read so that some context comes before line `index`. */
export function firstLineToRead(lines: readonly OutlinedLine[], index: number): number {
  let first = index;
  while (first > 0 && lines[index]!.line.indentStart - lines[first - 1]!.line.indentStart <= CONTEXT) first--;
  return first;
}
