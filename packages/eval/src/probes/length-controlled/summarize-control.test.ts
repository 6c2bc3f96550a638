import type { LengthControlledChoice } from '@longrange/code';
import { expect, it } from 'vitest';
import { summarizeControl } from './control.ts';

it('says what the distance costs, item by item', () => {
  const between = [
    { document: 'a', distance: 70, isHeld: true },
    { document: 'a', distance: 70, isHeld: false },
    { document: 'a', distance: 130, isHeld: false },
    { document: 'b', distance: 140, isHeld: false },
  ];
  const common = { kind: 'closer', start: 0, depth: 1, attractors: 0 } as const;
  const observe = (document: string, isHeld: boolean, distance: number) => ({
    ...common,
    document,
    end: distance,
    distance,
    outcome: isHeld ? ('held' as const) : ('broken' as const),
  });
  const items = between.map(({ document, distance }) => {
    const ends = { text: '', at: 1, alternatives: [')', ']'] as const, edits: [] };
    const one: LengthControlledChoice = { ...common, ...ends, document, opener: 3, distance };
    return { between: one, before: one };
  });
  const control = summarizeControl(
    items,
    between.map(({ document, isHeld, distance }) => observe(document, isHeld, distance)),
    between.map(({ document }, index) => observe(document, index < 3, 9)),
  );
  expect(control.openers).toEqual([
    { from: 64, to: 128, n: 1 },
    { from: 128, to: 256, n: 2 },
  ]);
  expect(control.fillerBefore).toMatchObject([
    { from: 64, held: 2, n: 2 },
    { from: 128, held: 1, n: 2 },
  ]);
  // One document pays 1, the other nothing.
  expect(control.distanceCost).toMatchObject([
    { from: 64, n: 2, value: 0.5, low: null, high: null },
    { from: 128, n: 2, value: 0.5, low: null, high: null },
  ]);
});
