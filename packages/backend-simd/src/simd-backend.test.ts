import { lstm, lstmFromTokens } from '@longrange/ops';
import {
  add,
  fused,
  grads,
  matMul,
  mul,
  ready,
  type Scalar,
  setBackend,
  sum,
  type Tensor,
  type Tensor2D,
  type Tensor3D,
} from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { lstmCase, relativeError, uniformTensor } from '../../ops/src/testing.ts';
import { registerSimdBackend } from './index.ts';

beforeAll(async () => {
  const info = await registerSimdBackend({ threads: 2 });
  console.log(info);
  await ready();
});

/** What `compute` gives on the plain CPU backend and on ours. */
async function onBoth(compute: () => Tensor[]): Promise<[ArrayLike<number>[], ArrayLike<number>[]]> {
  const results: ArrayLike<number>[][] = [];
  for (const backend of ['cpu', 'simd']) {
    await setBackend(backend);
    results.push(compute().map((tensor) => tensor.dataSync()));
  }
  return results as [ArrayLike<number>[], ArrayLike<number>[]];
}

async function expectSame(compute: () => Tensor[], tolerance = 1e-5): Promise<void> {
  const [expected, actual] = await onBoth(compute);
  expect(actual.length).toBe(expected.length);
  actual.forEach((values, i) => {
    expect(relativeError(values, expected[i]!), `tensor ${i}`).toBeLessThan(tolerance);
  });
}

describe.each([
  [1, 1, 1],
  [3, 5, 7],
  [4, 8, 16],
  [33, 97, 65],
  [130, 300, 70],
  [5, 1030, 600],
])('matMul %i × %i × %i', (M, N, K) => {
  it.each([
    [false, false],
    [true, false],
    [false, true],
    [true, true],
  ])('transposed %s, %s', async (ta, tb) => {
    await expectSame(() => {
      const a = uniformTensor<Tensor2D>(ta ? [K, M] : [M, K], 1);
      const b = uniformTensor<Tensor2D>(tb ? [N, K] : [K, N], 2);
      const bias = uniformTensor([N], 3);
      return [matMul(a, b, ta, tb), fused.matMul({ a, b, transposeA: ta, transposeB: tb, bias })];
    });
  });
});

describe.each([
  [1, 1, 4],
  [5, 3, 6],
  [9, 2, 8],
  [4, 9, 12],
  [6, 16, 20],
  [3, 33, 64],
  [2, 4, 5],
])('lstm T=%i B=%i H=%i', (T, B, H) => {
  const weighted = ({ outputs, final }: ReturnType<typeof lstm>) =>
    add(
      sum(mul(outputs, uniformTensor([T, B, H], 21))),
      add(sum(mul(final.hidden, uniformTensor([B, H], 22))), sum(mul(final.cell, uniformTensor([B, H], 23)))),
    ) as Scalar;
  it('equals the plain reference in outputs and all gradients', async () => {
    await expectSame(() => {
      const { preactivations, recurrentKernel, hidden, cell } = lstmCase(T, B, H);
      const result = lstm(preactivations, recurrentKernel, { hidden, cell });
      const gradients = grads((x: Tensor, u: Tensor, h: Tensor, c: Tensor) =>
        weighted(lstm(x as Tensor3D, u as Tensor2D, { hidden: h as Tensor2D, cell: c as Tensor2D })),
      )([preactivations, recurrentKernel, hidden, cell]);
      return [result.outputs, result.final.hidden, result.final.cell, ...gradients];
    });
  });
  it('from tokens', async () => {
    await expectSame(() => {
      const { tokens, table, recurrentKernel, hidden, cell } = lstmCase(T, B, H);
      const result = lstmFromTokens(tokens, table, recurrentKernel, { hidden, cell });
      const gradients = grads((x: Tensor, u: Tensor, h: Tensor, c: Tensor) =>
        weighted(
          lstmFromTokens(tokens, x as Tensor2D, u as Tensor2D, {
            hidden: h as Tensor2D,
            cell: c as Tensor2D,
          }),
        ),
      )([table, recurrentKernel, hidden, cell]);
      return [result.outputs, result.final.hidden, result.final.cell, ...gradients];
    });
  });
});
