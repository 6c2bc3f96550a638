import { adamTensors } from '../generated/declarations.ts';
import type { TrialKernels } from './trial-kernels.ts';

/** Not a whole number of wide vectors, nor of lines. */
const SIZE = 100;

/** A parameter and its moments after two steps of Adam. */
export function adamResults(trial: TrialKernels): { readonly adam: Float32Array } {
  const [parameter, gradient, m] = [trial.numbers(SIZE), trial.numbers(SIZE, 0.3), trial.numbers(SIZE, 0.1)];
  const v = trial.allocate(SIZE * 4);
  const records = trial.records([
    [adamTensors, { size: SIZE, parameter, gradient, m, v, gradientScale: 0.7, decay: 0.01 }],
  ]);
  for (let step = 0; step < 2; step++)
    trial.run('adam', { count: 1, records, rate: 0.01, beta1: 0.9, beta2: 0.99, epsilon: 1e-7 });
  return { adam: Float32Array.from([parameter, m, v].flatMap((at) => [...trial.read(at, SIZE)])) };
}
