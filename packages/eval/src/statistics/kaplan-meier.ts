import { Z_95 } from './clusters.ts';

/** Duration of an observation that ended or was censored. */
export interface Lifetime {
  /** Time until its end or, if censored, until the end of observation. */
  readonly time: number;
  /** False if it was censored. */
  readonly ended: boolean;
}

/** A step of a survival curve. */
export interface SurvivalStep {
  /** Time, in the unit of the lifetimes. */
  readonly time: number;
  /** Number still observed just before. */
  readonly atRisk: number;
  /** Number that ended then. */
  readonly events: number;
  /** Share that lasts longer, from 0 to 1. */
  readonly survival: number;
  /** Lower end of its 95 % interval. */
  readonly low: number;
  /** Upper end of its 95 % interval. */
  readonly high: number;
}

/**
 * Kaplan–Meier estimate at each time with an event, S(t) = ∏ (1 − dᵢ/nᵢ), with 95 % intervals from Greenwood's variance on the
 * log(−log) scale, S^exp(±z σ), σ² = Σ dᵢ/(nᵢ(nᵢ−dᵢ)) / (log S)², which stays within [0, 1]. A lifetime censored at t is still at
 * risk at t. The scale has no variance for S = 0: low is then 0 and high that of the step before.
 *
 * Kaplan & Meier (1958), JASA 53, 457–481; Kalbfleisch & Prentice (1980), section 1.3.
 */
export function kaplanMeier(lifetimes: readonly Lifetime[]): SurvivalStep[] {
  const sorted = lifetimes.slice().sort((a, b) => a.time - b.time);
  const steps: SurvivalStep[] = [];
  let survival = 1;
  let greenwood = 0;
  for (let i = 0; i < sorted.length; ) {
    const { time } = sorted[i]!;
    const atRisk = sorted.length - i;
    let events = 0;
    for (; i < sorted.length && sorted[i]!.time === time; i++) if (sorted[i]!.ended) events++;
    if (events === 0) continue;
    survival = events === atRisk ? 0 : survival * (1 - events / atRisk);
    greenwood += events / (atRisk * (atRisk - events));
    const interval = logLogInterval(survival, greenwood, steps.at(-1)?.high ?? 1);
    steps.push({ time, atRisk, events, survival, ...interval });
  }
  return steps;
}

function logLogInterval(
  survival: number,
  greenwood: number,
  highBefore: number,
): { low: number; high: number } {
  if (survival === 0) return { low: 0, high: highBefore };
  const halfWidth = (Z_95 * Math.sqrt(greenwood)) / Math.abs(Math.log(survival));
  return { low: survival ** Math.exp(halfWidth), high: survival ** Math.exp(-halfWidth) };
}
