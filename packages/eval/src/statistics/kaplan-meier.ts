/** Duration of an observation that ended or was censored. */
export interface Lifetime {
  /** Time until its end or, if censored, until the end of observation. */
  readonly time: number;
  /** False if it was censored. */
  readonly ended: boolean;
}

/**
 * Kaplan–Meier estimate at each time with an event, S(t) = ∏ (1 − dᵢ/nᵢ): the share that lasts longer. A lifetime censored at t is still at
 * risk at t. Kaplan & Meier (1958), JASA 53, 457–481.
 */
export function kaplanMeier(lifetimes: readonly Lifetime[]): { time: number; survival: number }[] {
  const times = [...new Set(lifetimes.filter(({ ended }) => ended).map(({ time }) => time))];
  let survival = 1;
  return times
    .sort((a, b) => a - b)
    .map((time) => {
      const atRisk = lifetimes.filter((one) => one.time >= time);
      const events = atRisk.filter((one) => one.time === time && one.ended).length;
      survival *= 1 - events / atRisk.length;
      return { time, survival };
    });
}
