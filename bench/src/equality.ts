import '@tensorflow/tfjs-backend-cpu';
import { setBackend } from '@tensorflow/tfjs-core';
import { trainingStep } from './embedded.ts';

/** Ten losses of a small model on TensorFlow.js's plain CPU backend and on ours; throws unless they agree to 1e-5. */
export async function checkEquality(): Promise<void> {
  const task = { task: 'train', batch: 4, length: 16, units: 32 } as const;
  const losses: number[][] = [];
  for (const backend of ['cpu', 'simd']) {
    await setBackend(backend);
    const step = trainingStep(task);
    losses.push([]);
    for (let i = 0; i < 10; i++) losses.at(-1)!.push(await step());
  }
  const [plain, ours] = losses as [number[], number[]];
  const worst = Math.max(...plain.map((loss, i) => Math.abs(loss - ours[i]!) / loss));
  if (!(worst < 1e-5))
    throw new Error(`Expected equal losses on both engines, got a difference of ${worst}.`);
  console.log(`equality: ten losses agree with TensorFlow.js to ${worst.toExponential(1)}`);
}
