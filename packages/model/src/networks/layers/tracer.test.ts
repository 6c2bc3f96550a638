import '@tensorflow/tfjs-backend-cpu';
import {
  concat,
  div,
  env,
  expandDims,
  randomNormal,
  setBackend,
  slice,
  type Tensor2D,
  type Tensor3D,
  zeros,
} from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { gruCell } from '../gru/gru.ts';
import { tracerOf } from './recurrent-stack.ts';

beforeAll(async () => {
  env().set('IS_TEST', true); // no banner
  await setBackend('cpu');
});

it.each([1, 5])(
  'shows the gate by which a GRU without a candidate shrinks its state: %i steps',
  async (T) => {
    const [B, I, H] = [2, 3, 4];
    const gatesOnly = (rows: number, seed: number) =>
      concat([randomNormal([rows, 2 * H], 0, 1, 'float32', seed), zeros([rows, H])], 1) as Tensor2D;
    const weights: Record<string, Tensor2D> = {
      kernel: gatesOnly(I, 1),
      recurrent_kernel: gatesOnly(H, 2),
      bias: gatesOnly(2, 3),
    };
    const inputs = randomNormal([T, B, I], 0, 1, 'float32', 4) as Tensor3D;
    const hidden = randomNormal([B, H], 0, 1, 'float32', 5) as Tensor2D;
    const { trace } = tracerOf(gruCell);
    const { outputs, states, gates } = trace(inputs, (name) => weights[name]!, { hidden });
    const before = slice(concat([expandDims(hidden), outputs]), 0, T);
    const update = await slice(gates!, [0, 0, 0], [T, B, H]).data();
    const kept = await div(outputs, before).data();
    update.forEach((gate, index) => {
      expect(kept[index]).toBeCloseTo(gate, 5);
    });
    expect(gates!.shape).toEqual([T, B, 2 * H]);
    expect(await states.data()).toEqual(await outputs.data());
  },
);
