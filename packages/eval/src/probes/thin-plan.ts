import { doublingScale, rangesOf } from '../statistics/buckets.ts';
import type { ProbePlan } from './plan-probes.ts';

/** Limits on the minimal pairs of a plan. */
export interface Thinning {
  /** Most in each doubling of the distance. */
  readonly perBucket: number;
  /** Distance from which on pairs are left out. */
  readonly maxDistance: number;
}

/** Returns the plan that would have been made with these limits; brackets must be its only minimal pairs. */
export function thinPlan(plan: ProbePlan, { perBucket, maxDistance }: Thinning): ProbePlan {
  const near = plan.minimalPairs.filter(({ distance }) => distance < maxDistance);
  const byDistance = rangesOf(near, ({ distance }) => distance, doublingScale);
  return { ...plan, minimalPairs: byDistance.flatMap(({ members }) => members.slice(0, perBucket)) };
}
