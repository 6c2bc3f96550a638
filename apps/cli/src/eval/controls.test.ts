import '@tensorflow/tfjs-backend-cpu';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { registerSimdBackend } from '@longrange/backend-simd';
import { dyckTask, measureControl } from '@longrange/eval/internal';
import { enableProdMode, memory, setBackend } from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { controlReader, trainControl } from './controls.ts';

beforeAll(async () => {
  enableProdMode();
  await registerSimdBackend({ threads: 1 });
  await setBackend('simd');
});

it('learns Dyck-(2, 3) in seconds, to strings twice as long, and leaves nothing behind', async () => {
  const folders = async () =>
    (await readdir(tmpdir())).filter((name) => name.startsWith('longrange-control-'));
  const [before, tensors] = [await folders(), memory().numTensors];
  const shares: number[] = [];
  const task = dyckTask(2, 3);
  const plan = {
    task,
    units: 32,
    embeddingSize: 8,
    sequenceLength: 32,
    learningRate: 1e-2,
    characters: 200_000,
    testCharacters: 10_000,
  };
  const model = await trainControl(plan, { seed: 1, onShare: (share) => shares.push(share) });
  const control = await measureControl(task, controlReader(model), {
    model: 'small',
    trainingCharacters: 200_000,
    testCharacters: 10_000,
    seed: 2,
  });
  model.dispose();
  expect(control.accuracy.estimate).toBeGreaterThan(0.95);
  expect(control.d80.characters).toBeGreaterThanOrEqual(16);
  expect(shares.at(-1)).toBeGreaterThan(0.95);
  expect(memory().numTensors).toBe(tensors);
  expect((await folders()).filter((name) => !before.includes(name))).toEqual([]);
});
