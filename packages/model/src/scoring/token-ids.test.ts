import { expect, it } from 'vitest';
import { timeMajor } from './token-ids.ts';

it('puts sequences side by side, pads short ones and cuts long ones', () => {
  const rows = [Uint8Array.of(1, 2, 3), Int32Array.of(4), Uint16Array.of(5, 6, 7, 8)];
  expect([...timeMajor(rows, 3)]).toEqual([1, 4, 5, 2, 0, 6, 3, 0, 7]);
  expect([...timeMajor([], 3)]).toEqual([]);
});
