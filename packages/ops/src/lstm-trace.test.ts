import '@tensorflow/tfjs-backend-cpu';
import {
  env,
  memory,
  setBackend,
  slice,
  type Tensor2D,
  type Tensor3D,
  tensor,
  zeros,
} from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { lstm, lstmTrace } from './index.ts';
import { LSTM } from './kernels.ts';
import { composedLstmTrace } from './lstm-trace.ts';
import { expectClose, layerCase } from './testing/index.ts';

function lstmCase(T: number, B: number, H: number) {
  const { inputs } = layerCase(LSTM, T, B, H);
  const [preactivations, recurrentKernel, hidden, cell] = inputs as [Tensor3D, Tensor2D, Tensor2D, Tensor2D];
  return { preactivations, recurrentKernel, hidden, cell };
}

beforeAll(async () => {
  env().set('IS_TEST', true);
  await setBackend('cpu');
});

it('shows gates and cells, the same as its composition', () => {
  const { preactivations, recurrentKernel, hidden, cell } = lstmCase(5, 3, 4);
  const before = memory().numTensors;
  const traced = lstmTrace(preactivations, recurrentKernel, { hidden, cell });
  expect(memory().numTensors - before).toBe(5);
  const composed = composedLstmTrace(preactivations, recurrentKernel, { hidden, cell });
  expectClose(traced.outputs, lstm(preactivations, recurrentKernel, { hidden, cell }).outputs, 1e-6);
  expectClose(composed.outputs, traced.outputs);
  expectClose(composed.final.cell, traced.final.cell);
  expectClose(composed.gates, traced.gates);
  expectClose(composed.cells, traced.cells);
});

it('forgets as its bias says: a forget pre-activation of ln 3 and no input keep 3/4 of the cell', () => {
  const row = [-100, Math.log(3), 0, 0];
  const preactivations = tensor([row, row, row].flat(), [3, 1, 4]) as Tensor3D;
  const initial = { hidden: zeros([1, 1]) as Tensor2D, cell: tensor([[64]]) as Tensor2D };
  const { gates, cells } = lstmTrace(preactivations, zeros([1, 4]) as Tensor2D, initial);
  expectClose(cells, [48, 36, 27], 1e-6);
  expectClose(slice(gates, [0, 0, 1], [3, 1, 1]), [0.75, 0.75, 0.75], 1e-6);
});

it('names the tensor whose shape is wrong', () => {
  const { preactivations, recurrentKernel, hidden } = lstmCase(3, 2, 4);
  const initial = { hidden, cell: zeros([2, 5]) as Tensor2D };
  expect(() => lstmTrace(preactivations, recurrentKernel, initial)).toThrow(
    'lstmTrace: expected `initial.cell` to be float32 [2, 4], got float32 [2, 5].',
  );
});
