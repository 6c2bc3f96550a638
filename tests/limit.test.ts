import { registerSimdBackend } from '@longrange/backend-simd';
import { setBackend } from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { stepOf } from '../bench/src/embedded.ts';
import { productsOf } from '../bench/src/products.ts';
import type { Task } from '../bench/src/task.ts';

/** Multiplications in the products of a task's step. */
async function multiplications(task: Task): Promise<number> {
  const products = await productsOf(stepOf(task));
  return products.reduce((sum, { M, N, K }) => sum + M * N * K, 0);
}

beforeAll(async () => {
  await registerSimdBackend({ threads: 1 });
  await setBackend('simd');
});

// 97 characters, an embedding of 64, T = 4, B = 2, H = 8: the table, three kernels at every step, and the dense layer.
const LSTM = 97 * 64 * 32 + 3 * (8 * 8 * 32) + 8 * 8 * 97;

it('finds the products of an LSTM, each with its two gradients', async () => {
  expect(await multiplications({ task: 'train', batch: 2, length: 4, units: 8 })).toBe(3 * LSTM);
});

it('finds those of a forward pass', async () => {
  // The last character has no next one.
  expect(await multiplications({ task: 'score', batch: 2, length: 5, units: 8 })).toBe(LSTM);
});

// T · B = 8, three blocks of 192 with an MLP of 384, and the dense layer; the embedding has a gradient of weights only.
const MLP = 8 * 3 * 192 * 384;
const ENDS = 3 * (8 * 192 * 97) + 2 * (8 * 97 * 192);

it.each([
  // Update, candidate and gate of 256 units, and back.
  ['mingru', 3 * (8 * 4 * 192 * 256)],
  // q, k, v, gate and output; for each of 4 heads of 48 three products of the state, one of them again; keep and write of 4 each.
  ['gated-deltanet', 3 * (8 * (5 * 192 * 192 + 2 * 192 * 4)) + (3 * 3 + 1) * (8 * 4 * 48 * 48)],
  // The whole state by its kernel, once more in the gradient; keep of 4.
  ['m2rnn', 3 * (8 * (5 * 192 * 192 + 192 * 4)) + (3 + 1) * (8 * 4 * 48 * 48 * 48)],
  // Scores, which the gradient computes again, and sums over a window of 128.
  ['transformer', 3 * (8 * 5 * 192 * 192) + (3 * 2 + 1) * (8 * 4 * 48 * 128)],
] as const)('finds those of %s', async (network, mixer) => {
  const task = { task: 'train', batch: 2, length: 4, network } as const;
  expect(await multiplications(task)).toBe(3 * (3 * MLP + mixer) + ENDS);
});
