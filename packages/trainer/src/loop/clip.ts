import type { TrainingConfig } from '../config/training-config.ts';

/**
 * The factor for each gradient, from the squared norms of all of them.
 *
 * `global`: norm / max(norm, ‖all‖) for each (Pascanu et al. 2013; TensorFlow's `clip_by_global_norm`).
 * `perTensor`: norm / max(norm, ‖gradient‖), TensorFlow's `clip_by_norm`, which Keras' `clipnorm` applies.
 */
export function clipScales(clip: TrainingConfig['clip'], squaredNorms: readonly number[]): number[] {
  if (clip.kind === 'none') return squaredNorms.map(() => 1);
  if (clip.kind === 'perTensor') {
    return squaredNorms.map((squared) => clip.norm / Math.max(clip.norm, Math.sqrt(squared)));
  }
  const scale = clip.norm / Math.max(clip.norm, globalNorm(squaredNorms));
  return squaredNorms.map(() => scale);
}

/** The Euclidean norm over all gradients. */
export function globalNorm(squaredNorms: readonly number[]): number {
  return Math.sqrt(squaredNorms.reduce((sum, squared) => sum + squared, 0));
}
