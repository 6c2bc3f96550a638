import { expect, it } from 'vitest';
import { movedReadout } from '../src/page/state.ts';

const ending = (opener: number, at: number) => ({
  kind: 'bracket' as const,
  opener,
  at,
  share: 1,
  isKept: true,
});

it('moves what is known along with an edit, and forgets what the edit touches', () => {
  const readout = {
    bits: Float32Array.from([0, 1, 2, 3, 4, 5]),
    endings: new Map([
      [1, ending(0, 1)],
      [3, ending(2, 3)],
      [5, ending(0, 5)],
    ]),
  };
  const { bits, endings } = movedReadout(readout, { from: 2, to: 3, inserted: 3 });
  expect([...bits]).toEqual([0, 1, Number.NaN, Number.NaN, Number.NaN, 3, 4, 5]);
  expect([...endings.values()]).toEqual([ending(0, 1), ending(0, 7)]);
  const removed = movedReadout(readout, { from: 1, to: 5, inserted: 0 });
  expect([...removed.bits]).toEqual([0, 5]);
  expect([...removed.endings.values()]).toEqual([ending(0, 1)]);
});
