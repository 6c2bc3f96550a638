import { expect, it } from 'vitest';
import { control, jobs } from './generated/declarations.ts';
import { ARGUMENT_BYTES, wordIndices, writeArguments } from './jobs.ts';

it('writes arguments by name, in the order and with the types of the signature in assembly/', () => {
  const memory = new WebAssembly.Memory({ initial: 1 });
  const args = { scale: 1.25, threshold: 2 ** 32 - 1, seed: -3, to: 2 ** 31 + 16, x: 64, size: 5 };
  expect(writeArguments(memory, 8, 'dropout', args)).toBe(jobs.dropout.kind);
  expect([...new Uint32Array(memory.buffer, 8, 5)]).toEqual([5, 64, 2 ** 31 + 16, 2 ** 32 - 3, 2 ** 32 - 1]);
  expect(new Float32Array(memory.buffer, 28, 1)[0]).toBe(1.25);
  writeArguments(memory, 8, 'multiply', { scalar: true, size: 1, a: 2, b: 3, to: 4 });
  expect([...new Uint32Array(memory.buffer, 8, 5)]).toEqual([1, 2, 3, 1, 4]);
});

it('gives each job a number and a parameter `scratch` the size of a share', () => {
  const kinds = Object.values(jobs).map(({ kind }) => kind);
  expect(kinds).toEqual(kinds.map((_, index) => index));
  expect(jobs.matmul.words.slice(-2).map(([name]) => name)).toEqual(['scratch', 'scratchBytes']);
  for (const { words } of Object.values(jobs)) expect(4 * words.length).toBeLessThanOrEqual(ARGUMENT_BYTES);
  expect(wordIndices(control)).toMatchObject({ ticket: 0, pending: 1 });
});
