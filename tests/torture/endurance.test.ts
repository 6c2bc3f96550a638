import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sample } from '@longrange/sampler';
import { type TrainingEvent, train } from '@longrange/trainer';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { amount, figure } from './testing/figures.ts';
import { type HeapUse, heapUse } from './testing/heap-use.ts';
import { toyRun, useEngine } from './testing/toy-run.ts';

let runs: string;

beforeAll(async () => {
  await useEngine();
  runs = await mkdtemp(join(tmpdir(), 'longrange-endurance-'));
});
afterAll(() => rm(runs, { recursive: true, force: true }));

/** Compares the end with what there was once everything had been used; says it in words. */
function expectNoGrowth(uses: readonly HeapUse[]): string {
  expect(uses.length).toBe(10);
  const [early, late] = [uses[1]!, uses[9]!];
  expect(late.tensors).toBe(early.tensors);
  expect(late.engineBytes).toBe(early.engineBytes);
  expect(late.descriptors).toBe(early.descriptors);
  const growth = late.scriptBytes - early.scriptBytes;
  // After a collection, whose result varies by half a megabyte: in the short form a leak of 500 bytes a step would be more.
  expect(growth).toBeLessThan(2 * 2 ** 20);
  return `${late.tensors} tensors, ${late.engineBytes} bytes of the engine and ${late.descriptors} open files at 20 % and at the end; JavaScript's heap ${growth < 0 ? '−' : '+'}${(Math.abs(growth) / 2 ** 20).toFixed(2)} MiB`;
}

it('trains on and on without growing', async () => {
  const steps = amount(5000, 100_000);
  const options = toyRun(join(runs, 'toy'), steps, {
    logEverySteps: steps / 10,
    validationEverySteps: steps / 10,
    checkpointEverySteps: steps / 20,
  });
  const uses: HeapUse[] = [];
  const onEvent = ({ type }: TrainingEvent): void => {
    if (type === 'step') uses.push(heapUse());
  };
  await train({ ...options, onEvent });
  options.model.dispose();
  figure('training without growth', `${steps} steps: ${expectNoGrowth(uses)}`);
});

it('writes on and on without growing', async () => {
  const characters = amount(1_000_000, 20_000_000);
  const { model } = toyRun(join(runs, 'none'), 1);
  const [count, length] = [50, characters / 500];
  const uses: HeapUse[] = [];
  for (let written = 0; written < characters; written += count * length) {
    const samples = await sample(model, { prompt: 'def ', count, length, seed: written });
    expect(samples.length).toBe(count);
    uses.push(heapUse());
  }
  model.dispose();
  figure('writing without growth', `${characters} characters: ${expectNoGrowth(uses)}`);
});
