import type { Observation } from '@longrange/code';
import { doublingScale, shareHeld, shareHeldByRange, unitScale } from './buckets.ts';
import type { Dependency } from './shapes.ts';

/** Shares held of all dependencies, and by what may make them hard. */
export function summarizeDependency(observations: readonly Observation[]): Dependency {
  return {
    overall: shareHeld(observations),
    byDistance: shareHeldByRange(observations, ({ distance }) => distance, doublingScale),
    byDepth: shareHeldByRange(observations, ({ depth }) => depth, unitScale),
    byAttractors: shareHeldByRange(observations, ({ attractors }) => attractors, unitScale),
  };
}
