import type { Observation } from '../observation.ts';
import type { SurvivalPoint } from '../result/shapes.ts';
import { survivalCurve } from '../statistics/kaplan-meier.ts';

/** Of an opener that waits for its closer, however long that takes. */
export interface ClosingObservation<Kind extends string = string> extends Observation<Kind> {
  /** How long the opener could have been seen to be closed: to the end of a cut text, for ever in a whole one. */
  readonly observable: number;
}

export function observableFrom(opener: number, text: string, cut: boolean): number {
  return cut ? text.length - opener : Number.POSITIVE_INFINITY;
}

/**
 * The share of openers not yet closed by their own closer, by distance. An opener that broke will
 * never be: it stays at risk for as long as the text could have shown its closing, and is not taken out when
 * it breaks, which would count it as if it might still have been closed. With every censoring time known, as here, this
 * is one minus the cumulative incidence of closing (Fine & Gray 1999, JASA 94, section 3.1: "censoring complete data").
 */
export function closureCurve(observations: readonly ClosingObservation[]): SurvivalPoint[] {
  return survivalCurve(
    observations.map(({ outcome, distance, observable }) =>
      outcome === 'held' ? { time: distance, ended: true } : { time: observable, ended: false },
    ),
  );
}
