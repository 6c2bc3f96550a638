import type { LanguageModel, OnShare } from '../../models/language-model.ts';

import type { DocumentParts } from '../../statistics/document-parts.ts';
import type { Estimate } from '../../statistics/shapes.ts';
import { meanOverDocuments, partsOfValues, type Valued } from '../../statistics/summaries.ts';
import {
  predictTargets,
  readAfter,
  readInPlace,
  type TargetPredictions,
  type TargetReading,
} from '../predict-targets.ts';
import type { EffectiveContext, PastMemory } from '../schema.ts';
import { doublings, groupTargets, RUN_LENGTH, type TargetRun, type Targets } from '../targets.ts';

/** The loss may exceed that of the whole context by less than this share of it (Khandelwal et al. 2018: "within 1 %"). */
const TOLERANCE = 0.01;

export interface ContextProbes {
  readonly effectiveContext: EffectiveContext;
  readonly pastMemory: PastMemory;
  /** Metric 14 after the shortest context and after the longest, document by document. */
  readonly ends: {
    readonly shortest: DocumentParts<'past-memory'>;
    readonly longest: DocumentParts<'past-memory'>;
  };
  /** Metric 12 by document: `context`, the bits of the targets after their last n characters (`range` from 0 to n), or all (null). */
  readonly figures: readonly DocumentParts<'context'>[];
}

/**
 * Metrics 12 and 14, which need the same readings: every target is predicted from the last n characters only, from an empty
 * state, for n = 1, 2, 4 …, and from all that came before it in its document.
 *
 * 12: bits per character by n, and the least n that costs less than 1 % more than all characters do (Khandelwal et al. 2018).
 * 14: the mean total variation ½ Σ |p − q| between the two distributions by n, the "effective remembrance" of what lies further
 * back (Buitrago & Gu 2025).
 *
 * With n ≥ 16 one reading serves successive targets, which see up to n + n / 8 characters (see `groupTargets`).
 */
export async function probeContext(
  model: LanguageModel,
  { runs, longestContext }: Targets,
  onShare?: OnShare,
): Promise<ContextProbes> {
  // Without runs it is not measured.
  const contexts = runs.length === 0 ? [] : doublings(longestContext);
  const cutAt = (n: number): TargetReading[] =>
    groupTargets(runs, n).map((group) => readAfter(group.run.text.slice(group.from - n, group.from), group));
  const variants = [readInPlace(runs), ...contexts.map(cutAt)];
  const [whole, ...cut] = (await predictTargets(model, variants, onShare)) as [
    TargetPredictions,
    ...TargetPredictions[],
  ];
  const mean = (values: ArrayLike<number>): Estimate => meanOverDocuments(valuesOf(runs, values));
  const byContext = contexts.map((n, index) => ({ n, ...mean(cut[index]!.bits) }));
  const variations = cut.map((predictions) => totalVariations(whole, predictions));
  const memory = contexts.map((context, index) => ({ context, ...mean(variations[index]!) }));
  const targets = runs.length * RUN_LENGTH;
  const all = runs.length === 0 ? { value: 0, low: null, high: null } : mean(whole.bits);
  const figure = <Id extends string>(
    measure: Id,
    values: ArrayLike<number>,
    range: DocumentParts['range'] = null,
  ): DocumentParts<Id> => ({ measure, range, parts: partsOfValues(valuesOf(runs, values)) });
  return {
    effectiveContext: { targets, byContext, all, ...effectiveOf(contexts, cut, whole, mean) },
    pastMemory: { targets, byContext: memory },
    ends: {
      shortest: figure('past-memory', variations[0] ?? []),
      longest: figure('past-memory', variations.at(-1) ?? []),
    },
    figures: [
      figure('context', whole.bits),
      ...contexts.map((n, index) => figure('context', cut[index]!.bits, { from: 0, to: n })),
    ],
  };
}

/**
 * n*, the least n whose mean excess over 1.01 times the whole context's loss is below 0, and its interval: the excess is taken
 * target by target, so that what makes a document hard for both cancels out.
 */
export function effectiveOf(
  contexts: readonly number[],
  cut: readonly Pick<TargetPredictions, 'bits'>[],
  whole: Pick<TargetPredictions, 'bits'>,
  mean: (values: ArrayLike<number>) => Estimate,
): Pick<EffectiveContext, 'effective' | 'effectiveLow' | 'effectiveHigh'> {
  const excesses = cut.map(({ bits }) =>
    mean(bits.map((cost, target) => cost - (1 + TOLERANCE) * whole.bits[target]!)),
  );
  const least = (boundOf: (excess: Estimate) => number): number | null =>
    contexts[excesses.findIndex((excess) => boundOf(excess) < 0)] ?? null;
  return {
    effective: least(({ value }) => value),
    effectiveLow: least(({ low }) => low ?? Number.NEGATIVE_INFINITY),
    effectiveHigh: least(({ high }) => high ?? Number.POSITIVE_INFINITY),
  };
}

/** The targets' values with their documents; NaN, a character that the model cannot predict, is left out. */
export function valuesOf(runs: readonly TargetRun[], values: ArrayLike<number>): Valued[] {
  const valued: Valued[] = [];
  for (let index = 0; index < values.length; index++) {
    const value = values[index]!;
    const { document } = runs[Math.floor(index / RUN_LENGTH)]!;
    if (!Number.isNaN(value)) valued.push({ document, value });
  }
  return valued;
}

function totalVariations(whole: TargetPredictions, cut: TargetPredictions): number[] {
  return whole.distributions.map((p, target) => {
    const q = cut.distributions[target]!;
    let difference = 0;
    for (let v = 0; v < p.length; v++) difference += Math.abs(Math.exp(p[v]!) - Math.exp(q[v]!));
    return difference / 2;
  });
}
