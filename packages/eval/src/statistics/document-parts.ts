import type { Observation } from '@longrange/code';
import { doublingScale, rangesOf } from './buckets.ts';
import { closedPartsByDistance } from './competing-risks.ts';
import type { EventTime } from './event-times.ts';
import { DocumentSums, type NamedPart } from './parts.ts';

/** A figure that is a ratio of sums over documents, kept document by document for tests. */
export interface DocumentParts<Id extends string = string> {
  readonly measure: Id;
  /** Basis of the count, if it differs between texts: parts with different bases are not compared. */
  readonly basis?: string;
  /** Distances `[from, to)` in characters; null for all distances. */
  readonly range: { readonly from: number; readonly to: number } | null;
  /** Parts of documents with at least one case. */
  readonly parts: readonly NamedPart[];
}

/** Observations of one figure. */
export interface Observed<T extends Observation = Observation, Id extends string = string> {
  readonly measure: Id;
  readonly observations: readonly T[];
  readonly byDistance: boolean;
}

/**
 * Each document's part of a share held, overall and on request by distance, without censored observations.
 * @param toValue value of a case, by default 1 if held and 0 if broken
 */
export function partsOfObservations<T extends Observation, Id extends string>(
  { measure, observations, byDistance }: Observed<T, Id>,
  toValue: (observation: T) => number = ({ outcome }) => (outcome === 'held' ? 1 : 0),
): DocumentParts<Id>[] {
  const counted = observations.filter(({ outcome }) => outcome !== 'censored');
  const whole = { measure, range: null, parts: partsByDocument(counted, toValue) };
  if (!byDistance) return [whole];
  const ranges = rangesOf(counted, ({ distance }) => distance, doublingScale);
  return [
    whole,
    ...ranges
      .filter(({ members }) => members.length > 0)
      .map(({ from, to, members }) => ({
        measure,
        range: { from, to },
        parts: partsByDocument(members, toValue),
      })),
  ];
}

/** Each document's part of the share eventually closed, by the distance at which openers are still open (`shareClosedByDistance`). */
export function partsOfEvents<Id extends string>(
  measure: Id,
  events: readonly EventTime[],
): DocumentParts<Id>[] {
  return closedPartsByDistance(events).map(({ from, to, parts }) => ({
    measure,
    range: { from, to },
    parts,
  }));
}

function partsByDocument<T extends Observation>(
  observations: readonly T[],
  toValue: (observation: T) => number,
): NamedPart[] {
  const sums = new DocumentSums();
  for (const observation of observations) sums.add(observation.document, toValue(observation), 1);
  return sums.parts;
}
