import { z } from 'zod';
import { USUAL_MAX_DISTANCE } from '../probes/farther.ts';
import {
  evidencePair,
  observePair,
  type ScoredPair,
  shownPair,
} from '../probes/minimal-pairs/score-pairs.ts';
import { partsOfObservations } from '../statistics/document-parts.ts';
import type { RangedPair } from '../statistics/pair-table.ts';
import { groupByDocument } from '../statistics/parts.ts';
import { count } from '../statistics/shapes.ts';
import type { RangeMeasure } from './measures.ts';

const bit = z.union([z.literal(0), z.literal(1)]);

/**
 * Minimal pairs of natural brackets within the usual distances, by document: the distance, whether both members are right (1) or not (0), and the
 * evidence in nats, to six digits; null if the model does not provide it; and, in scores since the range is split by lines, 1 if there is a
 * line break between opener and closer, else 0.
 */
export const pairsByDocumentSchema = z.array(
  z.tuple([z.string(), z.array(z.tuple([count, bit, z.number().nullable(), bit.optional()]))]),
);

type PairsByDocument = z.output<typeof pairsByDocumentSchema>;
type KeptPair = PairsByDocument[number][1][number];

interface Kept {
  readonly pairs?: PairsByDocument | undefined;
}

/** Keeps what the tests of ranges and evidence need. */
export function keepPairs(scored: readonly ScoredPair[]): PairsByDocument {
  const kept = scored.filter(({ kind, distance }) => kind === 'closer' && distance < USUAL_MAX_DISTANCE);
  return [...groupByDocument(kept)].map(([document, own]) => [
    document,
    own.map(({ distance, isRight, evidence, isOverLines }): KeptPair => {
      const nats = Number.isFinite(evidence) ? Number(evidence.toPrecision(6)) : null;
      const kept = [distance, isRight ? 1 : 0, nats] as const;
      return isOverLines === undefined ? [...kept] : [...kept, isOverLines ? 1 : 0];
    }),
  ]);
}

/** Returns the pairs for a range or the half-life; undefined if there are none, or if the evidence that it needs is missing for some. */
export function rangedPairs({ pairs }: Kept, way: RangeMeasure['id']): RangedPair[] | undefined {
  if (pairs === undefined) return undefined;
  if (way === 'range-decides') return flat(pairs).map(({ right, ...one }) => ({ ...one, share: right }));
  return withEvidence(pairs)?.map(way === 'half-life' ? evidencePair : shownPair);
}

/** Returns the evidence of each document, overall and by distance; empty if the evidence of some pairs is missing. */
export function tallyEvidence({ pairs = [] }: Kept) {
  const observations = (withEvidence(pairs) ?? []).map((one) => ({
    ...observePair({ ...one, kind: 'closer', isRight: true }),
    evidence: one.evidence,
  }));
  if (observations.length === 0) return [];
  const observed = { measure: 'evidence', observations, byDistance: true } as const;
  return partsOfObservations(observed, ({ evidence }) => evidence);
}

function flat(pairs: PairsByDocument) {
  return pairs.flatMap(([document, own]) =>
    own.map(([distance, right, evidence, over]) => ({
      document,
      distance,
      right,
      evidence,
      isOverLines: over === undefined ? undefined : over === 1,
    })),
  );
}

function withEvidence(pairs: PairsByDocument) {
  const all = flat(pairs);
  const known = all.flatMap(({ evidence, ...one }) => (evidence === null ? [] : [{ ...one, evidence }]));
  return known.length === all.length ? known : undefined;
}
