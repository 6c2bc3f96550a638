import '@tensorflow/tfjs-backend-cpu';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { CharacterModel } from '@longrange/model';
import { sample } from '@longrange/sampler';
import { train } from '@longrange/trainer';
import { engine, env, memory, setBackend } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { toyRun, toyText } from '../../trainer/src/testing/toy.ts';
import type { Addon } from '../src/addon.ts';
import { registerTensorFlowBackend, type TensorFlowPrecision } from '../src/index.ts';
import { testedDevice } from './testing/count-operations.ts';

async function use(precision: TensorFlowPrecision): Promise<void> {
  // TensorFlow.js takes what the gradient of a fused product keeps for a leak. What leaks is counted here.
  env().set('IS_TEST', false);
  await registerTensorFlowBackend({ device: testedDevice, threads: 2, precision });
  await setBackend('tensorflow');
}

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** What is there: tensors of TensorFlow.js, those on TensorFlow's side, and the resident memory of the process in MiB, without JavaScript's heap. */
function inUse() {
  collectGarbage();
  const { rss, heapTotal } = process.memoryUsage();
  const { binding } = engine().backend as unknown as { readonly binding: Addon };
  return {
    tensors: memory().numTensors,
    handles: binding.getNumOfTensors(),
    resident: (rss - heapTotal) / 2 ** 20,
  };
}

/** From the first third on nothing may be kept. Resident memory breathes by some 10 MiB; 24 are 4 KiB kept in each of 6,000 steps, 20 in each of 1,200. */
function expectFlat(samples: readonly ReturnType<typeof inUse>[]): void {
  const [first, ...others] = samples.slice(3);
  for (const { tensors, handles } of others) {
    expect({ tensors, handles }).toEqual({ tensors: first!.tensors, handles: first!.handles });
  }
  const residents = samples.map(({ resident }) => Math.round(resident));
  const least = (values: readonly number[]): number => Math.min(...values);
  expect(least(residents.slice(-3)) - least(residents.slice(3, 6)), residents.join(' ')).toBeLessThan(24);
}

// reliability: long-runs
describe('memory', () => {
  it.each([
    // All take three minutes, which `check-gpu.mjs` has.
    ['float32', process.env.LONGRANGE_WHOLE === '1' ? 10_000 : 2_000],
    ['mixed_bfloat16', 1_000],
    ['mixed_float16', 1_000],
  ] as const)(
    'stays what it is over training in %s: %i steps',
    { timeout: 300_000 },
    async (precision, steps) => {
      await use(precision);
      const training = { maxCharacters: steps * 12, sequenceLength: 3, logEverySteps: steps / 10 };
      const options = await toyRun({ text: toyText(4000), training });
      const samples: ReturnType<typeof inUse>[] = [];
      await train({
        ...options,
        scalesLoss: precision === 'mixed_float16',
        onEvent: (event) => {
          if (event.type === 'step') samples.push(inUse());
        },
      });
      expect(samples).toHaveLength(10);
      expectFlat(samples);
    },
  );

  it.each(['lstm', 'gru', 'rnn'] as const)(
    'stays what it is over 10,000 characters that a model writes: %s',
    { timeout: 300_000 },
    async (cell) => {
      await use('float32');
      const config = { network: cell, units: 16, embeddingSize: 8, layers: 2, vocabulary: [...'abcdef\n'] };
      const model = CharacterModel.initialize(config, { seed: 1 });
      const samples: ReturnType<typeof inUse>[] = [];
      for (let i = 0; i < 10; i++) {
        await sample(model, { count: 3, length: 1000, seed: i });
        samples.push(inUse());
      }
      expectFlat(samples);
      model.dispose();
    },
  );
});
