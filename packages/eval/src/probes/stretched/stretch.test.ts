import { expect, it } from 'vitest';
import type { Candidate, Goal } from '../../code/dependencies/candidate.ts';
import type { MirrorImages, StretchedChoice } from '../../code/dependencies/choice.ts';
import { RandomStream } from '../../statistics/random.ts';
import { stretchAll } from './stretch.ts';
import { summarizeControl } from './summarize-control.ts';

function choice(document: string, opener: number, distance: number): StretchedChoice {
  const ends = { text: '', at: 1, alternatives: [')', ']'] as const, start: 0, depth: 1, attractors: 0 };
  return { kind: 'closer', document, opener, distance, edits: [], ...ends };
}

function candidate(document: string, opener: number, group = ''): Candidate {
  return {
    document,
    opener,
    group,
    distance: 10,
    stretch: ({ from }: Goal): MirrorImages => {
      const item = { between: choice(document, opener, 10 + from), before: choice(document, opener, 10) };
      return [item, item];
    },
  };
}

const stretch = (candidates: readonly Candidate[]) =>
  stretchAll({ candidates, nearest: 64 }, { perBucket: 20, furthest: 128 }, new RandomStream(1));

/** Of each document, how many items there are below and from 128 characters on. */
function counts(items: ReturnType<typeof stretch>): Record<string, [number, number]> {
  const found: Record<string, [number, number]> = {};
  for (const { between } of items) {
    found[between.document] ??= [0, 0];
    found[between.document]![between.distance < 128 ? 0 : 1]++;
  }
  return found;
}

it('takes four openers of a document at most, and leaves a bucket thin that would need more', () => {
  const many = Array.from({ length: 100 }, (_, opener) => candidate('many', opener));
  expect(counts(stretch([...many, candidate('one', 1)]))).toEqual({ many: [8, 8], one: [2, 2] });
});

it('takes one of each document before a second of any, and the same ones at every distance', () => {
  const documents = Array.from({ length: 8 }, (_, i) => `document ${i}`);
  const items = stretch(
    documents.flatMap((document) => [1, 2, 3].map((opener) => candidate(document, opener))),
  );
  const found = Object.values(counts(items));
  expect(found).toHaveLength(8);
  expect(found.flat().reduce((sum, n) => sum + n)).toBe(40);
  expect([...new Set(found.flat())].sort()).toEqual([2, 4]);
  const openersAt = (isFar: boolean) =>
    new Set(
      items
        .filter(({ between }) => between.distance >= 128 === isFar)
        .map(({ between }) => `${between.document} ${between.opener}`),
    );
  expect(openersAt(true)).toEqual(openersAt(false));
});

it('takes an opener once in a bucket, though it is a candidate of several groups', () => {
  const items = stretch(
    ['a', 'b', 'c'].flatMap((group) => [candidate('x', 1, group), candidate('y', 2, group)]),
  );
  expect(counts(items)).toEqual({ x: [2, 2], y: [2, 2] });
});

it('says what the distance costs, item by item', () => {
  const between = [
    { distance: 70, held: true },
    { distance: 70, held: false },
    { distance: 130, held: false },
    { distance: 140, held: false },
  ];
  const observe = (held: boolean, distance: number) => ({
    kind: 'closer',
    document: distance === 140 ? 'b' : 'a',
    outcome: held ? ('held' as const) : ('broken' as const),
    start: 0,
    end: distance,
    distance,
    depth: 1,
    attractors: 0,
  });
  const items = between.map(({ distance }) => {
    const one = choice(distance === 140 ? 'b' : 'a', 3, distance);
    return { between: one, before: one };
  });
  const control = summarizeControl(
    items,
    between.map(({ held, distance }) => observe(held, distance)),
    [true, true, true, false].map((held) => observe(held, 9)),
  );
  expect(control.openers).toEqual([
    { from: 64, to: 128, n: 1 },
    { from: 128, to: 256, n: 2 },
  ]);
  expect(control.fillerBefore.map(({ from, held, n }) => [from, held, n])).toEqual([
    [64, 2, 2],
    [128, 1, 2],
  ]);
  const [near, far] = control.distanceCost;
  expect(near).toMatchObject({ from: 64, n: 2, value: 0.5, low: null, high: null });
  // One document pays 1, the other nothing: Student's t with one degree of freedom.
  expect(far).toMatchObject({ from: 128, n: 2, value: 0.5 });
  expect([far!.low, far!.high]).toEqual([
    expect.closeTo(0.5 - 12.706 / 2, 2),
    expect.closeTo(0.5 + 12.706 / 2, 2),
  ]);
});
