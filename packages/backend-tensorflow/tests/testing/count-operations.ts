import { engine, setBackend } from '@tensorflow/tfjs-core';
import type { Addon } from '../../src/addon.ts';
import type { TensorFlowDevice } from '../../src/index.ts';

/** Counts the operations that TensorFlow runs from now on. */
export async function countOperations(): Promise<() => number> {
  await setBackend('tensorflow');
  const backend = engine().backend as unknown as { binding: Addon };
  const { binding } = backend;
  let count = 0;
  const executeOp: Addon['executeOp'] = (...call) => {
    count += 1;
    return binding.executeOp(...call);
  };
  backend.binding = Object.create(binding, { executeOp: { value: executeOp } }) as Addon;
  return () => count;
}

/** Device that `scripts/check-gpu.mjs` sets */
export const testedDevice: TensorFlowDevice =
  process.env.LONGRANGE_TENSORFLOW_DEVICE === 'gpu' ? 'gpu' : 'cpu';
