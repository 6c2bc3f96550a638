import { Z_95 } from './clusters.ts';

/** How long something was seen, and whether its end was seen or cut off. */
export interface Lifetime {
  /** How long it lasted, or was seen to last. */
  readonly time: number;
  /** True where it ended then; false where it was only no longer observed (censored). */
  readonly ended: boolean;
}

/** A step of a survival curve. */
export interface SurvivalStep {
  /** In the unit of the lifetimes. */
  readonly time: number;
  /** How many were still observed just before. */
  readonly atRisk: number;
  /** How many ended then. */
  readonly events: number;
  /** The share that lasts longer, from 0 to 1. */
  readonly survival: number;
  /** Lower end of its 95 % interval. */
  readonly low: number;
  /** Upper end of its 95 % interval. */
  readonly high: number;
}

/**
 * The Kaplan–Meier estimate at each time with an event, S(t) = ∏ (1 − dᵢ/nᵢ), with 95 % intervals from
 * Greenwood's variance on the log(−log) scale, S^exp(±z σ), σ² = Σ dᵢ/(nᵢ(nᵢ−dᵢ)) / (log S)², which stays
 * within [0, 1]. Something censored at t is still at risk at t. Where S is 0 the scale has no variance: low
 * is 0 and high that of the step before.
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
