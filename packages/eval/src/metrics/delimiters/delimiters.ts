import type { AnalysedDocument, Observation, Outcome } from '@longrange/code';
import {
  DELIMITER_TYPES,
  type DelimiterFate,
  type DelimiterRecord,
  type DelimiterType,
} from '@longrange/code';
import { checkAnalysed } from '@longrange/code/internal';
import { shareHeld, shareHeldByRange, unitScale } from '../../statistics/buckets.ts';
import { fateCurve, shareClosedByDistance } from '../../statistics/competing-risks.ts';
import { failureHazard } from '../../statistics/failure-hazard.ts';
import { fatesOf } from '../../statistics/fates-of.ts';
import { netSurvival } from '../../statistics/net-survival.ts';
import type { Delimiters } from './schema.ts';

/**
 * Metric 1, one opener. `start` is the opener, `end` what decided its fate: its closer, the closer that
 * closed something further out or was of the wrong type, the statement that could not be inside, or the end
 * of the text. `depth` is 1 for an outermost opener.
 */
export interface DelimiterObservation extends Observation<DelimiterType> {
  readonly fate: DelimiterFate;
}

/** What a fate means for the dependency of opener and closer. */
export const FATE_OUTCOMES: Readonly<Record<DelimiterFate, Outcome>> = {
  matched: 'held',
  wrongType: 'broken',
  closedByForce: 'broken',
  unclosed: 'broken',
  censored: 'censored',
};

/** Metric 1: one observation per opener outside strings and comments, in the order of the openers. */
export function measureDelimiters(document: AnalysedDocument): DelimiterObservation[] {
  checkAnalysed(document);
  const { name, lexical } = document;
  return lexical.delimiters.map((record: DelimiterRecord) => ({
    document: name,
    kind: record.type,
    outcome: FATE_OUTCOMES[record.fate],
    fate: record.fate,
    start: record.opener,
    end: record.end,
    distance: record.end - record.opener,
    depth: record.depth,
    attractors: record.attractors,
  }));
}

export function summarizeDelimiters(
  observations: readonly DelimiterObservation[],
  strayClosers: number,
): Delimiters {
  const fates = { matched: 0, wrongType: 0, closedByForce: 0, unclosed: 0, censored: 0 };
  for (const { fate } of observations) fates[fate]++;
  const known = fatesOf(observations);
  return {
    openers: observations.length,
    fates,
    strayClosers,
    overall: shareHeld(observations),
    byType: DELIMITER_TYPES.map((type) => ({
      type,
      proportion: shareHeld(observations.filter(({ kind }) => kind === type)),
    })),
    byDistance: shareClosedByDistance(known),
    byDepth: shareHeldByRange(observations, ({ depth }) => depth, unitScale),
    byAttractors: shareHeldByRange(observations, ({ attractors }) => attractors, unitScale),
    fateByDistance: fateCurve(known),
    hazard: failureHazard(known),
    netSurvival: netSurvival(known),
  };
}
