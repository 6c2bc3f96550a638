import type { TensorFlowDevice } from '../../src/index.ts';

/** What `scripts/check-gpu.mjs` sets. */
export const testedDevice: TensorFlowDevice =
  process.env.LONGRANGE_TENSORFLOW_DEVICE === 'gpu' ? 'gpu' : 'cpu';
