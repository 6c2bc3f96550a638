import { type Tensor2D, tensor2d } from '@tensorflow/tfjs-core';

/** Of the last call: a network asks for the same ones again and again. */
let last: { places: number; K: number; cosines: Float32Array; sines: Float32Array } | undefined;

/**
 * Angles of rotary positions (Su et al. 2021, arXiv 2104.09864): place i turns the pair (x[j], x[j + K / 2]) by i × 10000^(−2j / K).
 *
 * @returns cosines and sines, [places, K / 2]
 */
export function rotations(places: number, K: number): [cosines: Tensor2D, sines: Tensor2D] {
  if (last?.places !== places || last.K !== K) {
    const pairs = K / 2;
    const angles = Array.from({ length: places * pairs }, (_, i) => {
      const j = i % pairs;
      return ((i - j) / pairs) * 10_000 ** (-j / pairs);
    });
    last = {
      ...{ places, K },
      cosines: Float32Array.from(angles, Math.cos),
      sines: Float32Array.from(angles, Math.sin),
    };
  }
  const shape: [number, number] = [places, K / 2];
  return [tensor2d(last.cosines, shape), tensor2d(last.sines, shape)];
}
