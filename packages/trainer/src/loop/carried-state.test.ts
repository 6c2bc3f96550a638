import '@tensorflow/tfjs-backend-cpu';
import { IGNORED_TARGET as IGNORED_BY_BATCHES } from '@longrange/corpus';
import { mapState, stateTensors } from '@longrange/model';
import { IGNORED_TARGET } from '@longrange/ops';
import { memory, setBackend, tensor2d } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { toyModel } from '../testing/toy.ts';
import { CarriedState, sliceBatch } from './carried-state.ts';

beforeAll(async () => {
  await setBackend('cpu');
});

const B = 5;

/** The first number of each sequence's state, which before was 1, 2, 3, 4, 5. */
async function after(startsEmpty: readonly boolean[], microBatchSize: number | null) {
  const model = toyModel(['a', 'b'], { units: 2 });
  const tensors = memory().numTensors;
  const slices = sliceBatch(B, microBatchSize);
  const carried = new CarriedState(model, slices);
  slices.forEach(({ from, to }, index) => {
    const numbered = mapState(carried.get(index), () =>
      tensor2d(
        Array.from({ length: to - from }, (_, row) => [from + row + 1, 9]),
        [to - from, 2],
      ),
    );
    carried.set(index, numbered);
  });
  carried.begin(startsEmpty);
  const rows = slices.flatMap((_, index) =>
    [...stateTensors(carried.get(index)).values()].map((tensor) =>
      (tensor.arraySync() as number[][]).map((row) => row[0]),
    ),
  );
  const parts = rows.length / slices.length;
  const joined = Array.from({ length: parts }, (_, part) =>
    slices.flatMap((_, index) => rows[index * parts + part]!),
  );
  expect(new Set(joined.map(String)).size).toBe(1);
  carried.dispose();
  expect(memory().numTensors).toBe(tensors);
  model.dispose();
  return joined[0];
}

describe.each([null, 2, 1])('in micro-batches of %s', (microBatchSize) => {
  it('goes on, but from zero where a sequence starts empty', async () => {
    const none = [false, false, false, false, false];
    expect(await after(none, microBatchSize)).toEqual([1, 2, 3, 4, 5]);
    expect(await after([false, true, false, false, true], microBatchSize)).toEqual([1, 0, 3, 4, 0]);
    expect(await after([true, true, true, true, true], microBatchSize)).toEqual([0, 0, 0, 0, 0]);
  });
});

it('batches and loss mean the same by a target that is ignored', () => {
  expect(IGNORED_BY_BATCHES).toBe(IGNORED_TARGET);
});
