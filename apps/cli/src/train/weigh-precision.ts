import type { TrainingConfig } from '@longrange/trainer';
import { stepTimer } from '@longrange/trainer/internal';
import { setBackend } from '@tensorflow/tfjs-core';
import type { EngineChoice } from '../engine/engine-name.ts';
import { formatCount } from '../terminal/format.ts';
import type { TrainingMaterial } from './prepare-training.ts';

/** Duration of the measurement. */
const MEASURE_MS = 1000;
/** Factor by which float32 must be faster: less may be due to the measurement. */
const CLEARLY = 1.05;

/** Describes both speeds, and what to do if bfloat16 is clearly slower; undefined if it is not. */
export function precisionAdvice(bfloat16: number, float32: number): string | undefined {
  if (float32 <= CLEARLY * bfloat16) return undefined;
  const [own, other] = [bfloat16, float32].map((speed) => formatCount(Number(speed.toPrecision(3))));
  return `bfloat16 is slower here: ${own} characters/s against ${other} in float32; leave out --precision to use that`;
}

/**
 * Measures training steps of new models like this one in bfloat16 and in float32, in turns, on the native engine. Leaves the model and the backend as
 * they are.
 * @returns characters per second in bfloat16, then in float32
 */
export async function measurePrecisions(
  { model: { config }, corpusData }: Pick<TrainingMaterial, 'model' | 'corpusData'>,
  training: TrainingConfig,
  { backend, threads }: Pick<EngineChoice, 'backend' | 'threads'>,
): Promise<[number, number]> {
  const { registerNativeBackend } = await import('@longrange/backend-native');
  const other = await registerNativeBackend(threads === null ? {} : { threads });
  const sides = [];
  for (const name of [backend, other.backend]) {
    await setBackend(name);
    sides.push({ name, timer: stepTimer(config, training, corpusData.train), best: 0 });
  }
  const startMs = performance.now();
  // The first round warms up.
  for (let round = 0; round < 2 || performance.now() - startMs < MEASURE_MS; round++) {
    for (const side of sides) {
      await setBackend(side.name);
      side.best = Math.max(side.best, await side.timer.step());
    }
  }
  for (const { timer } of sides) timer.dispose();
  await setBackend(backend);
  return [sides[0]!.best, sides[1]!.best];
}
