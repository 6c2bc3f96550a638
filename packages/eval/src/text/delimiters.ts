import {
  DELIMITER_TYPES,
  type DelimiterFate,
  type DelimiterRecord,
  type DelimiterType,
} from '../languages/delimiter-stack.ts';
import type { Observation, Outcome } from '../observation.ts';
import type { Delimiters } from '../result/schema.ts';
import { doublingScale, shareHeld, shareHeldByRange, unitScale } from '../statistics/buckets.ts';
import { type Lifetime, survivalCurve } from '../statistics/kaplan-meier.ts';
import type { AnalysedDocument } from './document.ts';

/**
 * Metric 1, one opener. `start` is the opener, `end` what decided its fate: its closer, the closer that
 * closed something further out or was of the wrong type, the statement that could not be inside, or the end
 * of the text. `depth` is 1 for an outermost opener.
 */
export interface DelimiterObservation extends Observation<DelimiterType> {
  readonly fate: DelimiterFate;
  /** How long the opener could have been seen to be closed: to the end of a cut text, for ever in a whole one. */
  readonly observable: number;
}

const OUTCOMES: Readonly<Record<DelimiterFate, Outcome>> = {
  matched: 'held',
  wrongType: 'broken',
  closedByForce: 'broken',
  unclosed: 'broken',
  censored: 'censored',
};

/** Metric 1: one observation per opener outside strings and comments, in the order of the openers. */
export function measureDelimiters({ lexical, text, cut }: AnalysedDocument): DelimiterObservation[] {
  return lexical.delimiters.map((record: DelimiterRecord) => ({
    kind: record.type,
    outcome: OUTCOMES[record.fate],
    fate: record.fate,
    start: record.opener,
    end: record.end,
    distance: record.end - record.opener,
    depth: record.depth,
    attractors: record.attractors,
    observable: cut ? text.length - record.opener : Number.POSITIVE_INFINITY,
  }));
}

export function summarizeDelimiters(
  observations: readonly DelimiterObservation[],
  strayClosers: number,
): Delimiters {
  const fates = { matched: 0, wrongType: 0, closedByForce: 0, unclosed: 0, censored: 0 };
  for (const { fate } of observations) fates[fate]++;
  return {
    openers: observations.length,
    fates,
    strayClosers,
    overall: shareHeld(observations),
    byType: DELIMITER_TYPES.map((type) => ({
      type,
      proportion: shareHeld(observations.filter(({ kind }) => kind === type)),
    })),
    byDistance: shareHeldByRange(observations, ({ distance }) => distance, doublingScale),
    byDepth: shareHeldByRange(observations, ({ depth }) => depth, unitScale),
    byAttractors: shareHeldByRange(observations, ({ attractors }) => attractors, unitScale),
    closure: survivalCurve(observations.map(closureLifetime)),
  };
}

/**
 * The closure curve is the share of openers not yet closed by their own closer. An opener that broke will
 * never be: it stays at risk for as long as the text could have shown its closing, and is not taken out when
 * it breaks, which would count it as if it might still have been closed. With every censoring time known, as here, this
 * is one minus the cumulative incidence of closing (Fine & Gray 1999, JASA 94, section 3.1: "censoring complete data").
 */
function closureLifetime({ outcome, distance, observable }: DelimiterObservation): Lifetime {
  return outcome === 'held' ? { time: distance, ended: true } : { time: observable, ended: false };
}
