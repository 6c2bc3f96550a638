import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { SimdBackend } from '@longrange/backend-simd/testing';
import { sample } from '@longrange/sampler';
import { type TrainingEvent, train } from '@longrange/trainer';
import { backend, memory } from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { amount, figure } from './testing/figures.ts';
import { toyRun, useEngine } from './testing/toy-run.ts';

// The collector, which Node hands out only if its flag is set before the context is made.
setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
let runs: string;

beforeAll(async () => {
  await useEngine();
  runs = await mkdtemp(join(tmpdir(), 'longrange-endurance-'));
});
afterAll(() => rm(runs, { recursive: true, force: true }));

function heapUse() {
  collect();
  collect();
  return {
    tensors: memory().numTensors,
    engineBytes: (backend() as SimdBackend).engine.heap.usedBytes,
    scriptBytes: process.memoryUsage().heapUsed,
    openFiles: existsSync('/proc/self/fd') ? readdirSync('/proc/self/fd').length : 0,
  };
}

/** Compares the end with the state after everything had been used. Returns a sentence for the table. */
function expectNoGrowth(uses: readonly ReturnType<typeof heapUse>[]): string {
  expect(uses.length).toBe(10);
  const { scriptBytes: before, ...early } = uses[1]!;
  const { scriptBytes: after, ...late } = uses[9]!;
  expect(late).toEqual(early);
  // After a collection, whose result varies by half a megabyte: in the short form a leak of 500 bytes a step would be more.
  expect(after - before).toBeLessThan(2 * 2 ** 20);
  return `${late.tensors} tensors, ${late.engineBytes} bytes of the engine and ${late.openFiles} open files at 20 % and at the end; JavaScript's heap grew by ${((after - before) / 2 ** 20).toFixed(2)} MiB`;
}

// reliability: long-runs
it('trains on and on without growing', async () => {
  const steps = amount(5000, 100_000);
  const options = toyRun(join(runs, 'toy'), steps, {
    logEverySteps: steps / 10,
    validationEverySteps: steps / 10,
    checkpointEverySteps: steps / 20,
  });
  const uses: ReturnType<typeof heapUse>[] = [];
  const onEvent = ({ type }: TrainingEvent): void => {
    if (type === 'step') uses.push(heapUse());
  };
  await train({ ...options, onEvent });
  options.model.dispose();
  figure('training without growth', `${steps} steps: ${expectNoGrowth(uses)}`);
});

// reliability: long-runs
it('writes on and on without growing', async () => {
  const characters = amount(1_000_000, 20_000_000);
  const { model } = toyRun(join(runs, 'none'), 1);
  const [count, length] = [50, characters / 500];
  const uses: ReturnType<typeof heapUse>[] = [];
  for (let written = 0; written < characters; written += count * length) {
    const samples = await sample(model, { prompt: 'def ', count, length, seed: written });
    expect(samples.length).toBe(count);
    uses.push(heapUse());
  }
  model.dispose();
  figure('writing without growth', `${characters} characters: ${expectNoGrowth(uses)}`);
});
