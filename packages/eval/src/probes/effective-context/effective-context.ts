import type { LanguageModel, OnShare } from '../../models/language-model.ts';
import type { Estimate } from '../../statistics/shapes.ts';
import { meanOverDocuments, partsOfValues, type Valued } from '../../statistics/summaries.ts';
import {
  predictTargets,
  readAfter,
  readInPlace,
  type TargetPredictions,
  type TargetReading,
} from '../predict-targets.ts';
import { defineProbe } from '../probe.ts';
import {
  chooseTargets,
  doublings,
  groupTargets,
  RUN_LENGTH,
  type TargetRun,
  type Targets,
  targetSizesSchema,
} from '../targets.ts';
import { type EffectiveContext, effectiveContextSchema, pastMemorySchema } from './schema.ts';
import { contextSection, pastMemorySection } from './section.ts';

/** The loss may exceed that of the whole context by less than this share of it (Khandelwal et al. 2018: "within 1 %"). */
const TOLERANCE = 0.01;

/** Metrics 12 and 14. */
export const context = defineProbe({
  key: 'context',
  title: 'effective context',
  needs: 'distributions',
  sizes: targetSizesSchema,
  fields: {
    effectiveContext: {
      schema: effectiveContextSchema,
      unasked: {
        targets: 0,
        byContext: [],
        all: { value: 0, low: null, high: null },
        effective: null,
        effectiveLow: null,
        effectiveHigh: null,
      },
    },
    pastMemory: {
      schema: pastMemorySchema,
      unasked: { targets: 0, byContext: [] },
    },
  },
  overall: {},
  figures: [
    { id: 'context', unit: 'bits', kept: true },
    { id: 'past-memory', unit: 'share', conditions: ['longest', 'shortest'] },
  ],
  sections: [contextSection, pastMemorySection],
  plan: ({ documents, seed }, sizes) => chooseTargets(documents, { ...sizes, seed }),
  planned: ({ runs }) => `contexts of ${runs.length * RUN_LENGTH} characters`,
  // About two longest contexts per run, for all contexts together.
  work: ({ runs, longestContext }) => ({ read: 2 * runs.length * longestContext }),
  ask: probeContext,
  summarize: ({ effectiveContext, pastMemory }) => ({ effectiveContext, pastMemory }),
  parts: ({ figures }) => figures,
  describe: ({ effectiveContext: { effective } }) => `effective context ${effective ?? 'not reached'}`,
  exported({ effectiveContext: { effective, effectiveLow, effectiveHigh, targets } }) {
    const mean =
      effective === null ? null : { value: effective, low: effectiveLow, high: effectiveHigh, n: targets };
    return [
      {
        task: 'effective_context',
        description: 'characters of context beyond which more context lowers the loss by less than 1 %',
        metric: 'characters',
        mean,
      },
    ];
  },
});

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
) {
  const contexts = doublings(longestContext);
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
  const partsOf = (values: ArrayLike<number>) => partsOfValues(valuesOf(runs, values));
  const ends = { shortest: variations[0]!, longest: variations.at(-1)! };
  return {
    effectiveContext: {
      targets,
      byContext,
      all: mean(whole.bits),
      ...effectiveOf(contexts, cut, whole, mean),
    },
    pastMemory: { targets, byContext: memory },
    figures: [
      // The bits of the targets after all characters (null), then after their last n (from 0 to n).
      { measure: 'context' as const, range: null, parts: partsOf(whole.bits) },
      ...contexts.map((n, index) => ({
        measure: 'context' as const,
        range: { from: 0, to: n },
        parts: partsOf(cut[index]!.bits),
      })),
      ...Object.entries(ends).map(([condition, values]) => ({
        measure: 'past-memory' as const,
        range: null,
        parts: partsOf(values),
        condition,
      })),
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
