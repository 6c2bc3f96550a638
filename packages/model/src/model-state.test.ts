import '@tensorflow/tfjs-backend-cpu';
import { memory, tensor } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { copyRows, disposeState, joinStates, selectState } from './model-state.ts';

/** Two layers of different forms, as no recurrent cell has them: a matrix for each sequence, and a number. */
const stateOf = (rows: readonly number[]) => [
  {
    matrix: tensor(
      rows.flatMap((row) => [row, row, row, row]),
      [rows.length, 2, 2],
    ),
  },
  { seen: tensor([...rows], [rows.length]) },
];
const read = (state: ReturnType<typeof stateOf>[number][] | object[]) =>
  state.map((layer) => Object.values(layer).map((one) => (one as { arraySync(): unknown }).arraySync()));

it('chooses, empties and joins sequences of tensors of any rank', () => {
  const before = memory().numTensors;
  const chosen = selectState(stateOf([1, 2, 3]), [2, 0, 1], [false, true, false]);
  const matrix = (row: number) => [
    [row, row],
    [row, row],
  ];
  expect(read(chosen)).toEqual([[[matrix(3), matrix(0), matrix(2)]], [[3, 0, 2]]]);
  const copied = copyRows(chosen, [2]);
  const joined = joinStates([chosen, copied]);
  expect(read(joined)).toEqual([[[matrix(3), matrix(0), matrix(2), matrix(2)]], [[3, 0, 2, 2]]]);
  disposeState(joined);
  expect(memory().numTensors).toBe(before);
});
