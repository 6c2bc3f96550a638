import type { Observation } from '@longrange/code';
import { doublingScale, rangesOf } from './buckets.ts';
import { closedPartsByDistance } from './competing-risks.ts';
import { DocumentSums } from './document-sums.ts';
import type { Fate } from './fate.ts';
import type { NamedPart } from './ratio-part.ts';

/** A figure that is a ratio of sums over documents, document by document: what tests need of it. */
export interface DocumentParts<Id extends string = string> {
  readonly measure: Id;
  /** What was counted, where that differs between texts: parts with another basis are not compared with these. */
  readonly basis?: string;
  /** Distances `[from, to)` in characters; null for all together. */
  readonly range: { readonly from: number; readonly to: number } | null;
  /** Without documents that have no case. */
  readonly parts: readonly NamedPart[];
}

/** What was observed of one figure. */
export interface Observed<T extends Observation = Observation, Id extends string = string> {
  readonly measure: Id;
  readonly observations: readonly T[];
  readonly byDistance: boolean;
}

/**
 * The documents' parts of a share held, all together and on request by distance. What is censored counts in neither.
 * @param toValue what a case adds, 1 if held and 0 if broken unless given
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

/** The documents' parts of the share closed in the end of what is still open after so many characters (`shareClosedByDistance`). */
export function partsOfFates<Id extends string>(measure: Id, fates: readonly Fate[]): DocumentParts<Id>[] {
  return closedPartsByDistance(fates).map(({ from, to, parts }) => ({ measure, range: { from, to }, parts }));
}

function partsByDocument<T extends Observation>(
  observations: readonly T[],
  toValue: (observation: T) => number,
): NamedPart[] {
  const sums = new DocumentSums();
  for (const observation of observations) sums.add(observation.document, toValue(observation), 1);
  return sums.parts;
}
