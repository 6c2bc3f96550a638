import type { LengthControlledChoice } from '@longrange/code';
import { expect, it } from 'vitest';
import { summarizeControl } from './control.ts';

function choice(document: string, opener: number, distance: number): LengthControlledChoice {
  const ends = { text: '', at: 1, alternatives: [')', ']'] as const, start: 0, depth: 1, attractors: 0 };
  return { kind: 'closer', document, opener, distance, edits: [], ...ends };
}

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
