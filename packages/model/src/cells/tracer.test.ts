import '@tensorflow/tfjs-backend-cpu';
import {
  enableProdMode,
  setBackend,
  type Tensor2D,
  type Tensor3D,
  tensor,
  zeros,
} from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { lstmCell } from './lstm.ts';
import { tracerOf } from './tracer.ts';

it('shows the outputs of a cell that has no tracer as what it carries, and no gates', async () => {
  enableProdMode();
  await setBackend('cpu');
  const { tracer: _, ...plain } = lstmCell;
  const parameters = (name: string) =>
    (name === 'bias' ? tensor([1, 1, 1, 1]) : tensor([[0.5, 0.5, 0.5, 0.5]])) as Tensor2D;
  const inputs = tensor([1, 2, 3], [3, 1, 1]) as Tensor3D;
  const { gates, trace } = tracerOf(plain);
  const { outputs, states, ...rest } = trace(inputs, parameters, {
    hidden: zeros([1, 1]) as Tensor2D,
    cell: zeros([1, 1]) as Tensor2D,
  });
  expect(gates).toEqual([]);
  expect(rest.gates).toBeNull();
  expect(await states.data()).toEqual(await outputs.data());
  const { outputs: traced } = lstmCell.tracer!.trace(inputs, parameters, lstmCell.zeroState(1, 1));
  expect(await traced.data()).toEqual(await outputs.data());
});
