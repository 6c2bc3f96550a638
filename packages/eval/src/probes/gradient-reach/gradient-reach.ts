import { RandomStream } from '@longrange/code';
import { z } from 'zod';
import { doublingScale } from '../../statistics/buckets.ts';
import type { RatioPart } from '../../statistics/parts.ts';
import { clusteredRatio } from '../../statistics/ratio.ts';
import { count, estimateSchema } from '../../statistics/shapes.ts';
import { defineProbe, withoutSurrogates } from '../probe.ts';
import { probeSection } from '../probe-section.ts';
import type { GradientReachTarget } from './gradient-source.ts';

/**
 * Metric 15: mean norm of the gradient of one character's loss, in nats, with respect to the embeddings of the characters `lag`
 * to 2 × `lag` − 1 before it.
 */
const gradientReachSchema = z.object({
  targets: count,
  byLag: z.array(estimateSchema.extend({ lag: count })),
});

/** Norm of the gradient of a loss with respect to each earlier character, by its distance. */
export type GradientReach = z.infer<typeof gradientReachSchema>;

const sizesSchema = z.strictObject({
  /** Number of characters predicted, spread evenly over the documents. */
  targets: z.int().min(1),
  /** Number of characters to look back over before each; 2ⁿ − 1 fills the last bucket. */
  window: z.int().min(1),
});

const section = probeSection(
  ({ gradientReach }: { gradientReach: GradientReach | null }) => {
    if (gradientReach === null || gradientReach.byLag.every(({ value }) => value <= 0)) return [];
    const { targets, byLag } = gradientReach;
    const fields = {
      byLag: byLag.map((one) => ({ ...one, n: targets })).sort((one, other) => one.lag - other.lag),
    };
    return [{ id: 'model', name: 'model', fields }];
  },
  {
    id: 'gradient',
    metric: 15,
    title: 'How far back the gradient reaches',
    definition:
      'Training can learn from the past only through the gradient: here, the norm of that of one character’s loss with respect to the embedding of the character k before it. It fades with the lag k. It says how much a small change would matter, not whether the character is used.',
    lead: [
      {
        id: 'gradient-nearest',
        title: 'Norm at the nearest lag',
        format: 'magnitude',
        pick: ({ byLag }) => byLag[0] ?? null,
      },
      {
        id: 'gradient-farthest',
        title: 'Norm at the farthest lag',
        format: 'magnitude',
        pick: ({ byLag }) => byLag.at(-1) ?? null,
      },
    ],
    figures: [
      {
        kind: 'estimate',
        id: 'gradient-reach',
        title: 'Norm of the gradient, by lag',
        caption: 'Both scales are logarithmic.',
        vertical: 'Norm of the gradient (logarithmic)',
        horizontal: 'Lag, characters',
        format: 'magnitude',
        panels: [{ title: '', of: ({ byLag }) => byLag.map(({ lag, ...norm }) => ({ at: lag, ...norm })) }],
      },
    ],
  },
);

/** Metric 15. Null if no document is longer than the window. */
export const gradientReach = defineProbe({
  key: 'gradientReach',
  title: 'gradient reach',
  needs: 'inside',
  sizes: sizesSchema,
  fields: {},
  overall: {
    gradientReach: {
      schema: gradientReachSchema.nullable(),
      unasked: null,
    },
  },
  figures: [],
  sections: [section],
  plan({ documents, heldOut = documents, seed }, { targets: most, window }) {
    const texts = withoutSurrogates(heldOut).map(({ text }) => text);
    const targets = chooseTargets(texts, { targets: most, window, seed });
    return targets.length === 0 ? null : { texts, targets, window };
  },
  planned: (plan) =>
    plan === null
      ? 'no gradients, as no held-out document is longer than the window'
      : `gradients of ${plan.targets.length} characters`,
  work: () => ({}),
  ask: ({ gradients }, { texts, targets, window }, onShare) =>
    gradients(onShare).gradientNorms(texts, targets, window),
  summarize: () => ({}),
  summarizeAll: ([asked], plan) => ({ gradientReach: asked ? summarizeNorms(asked.answers, plan) : null }),
  describe({ gradientReach: reach }) {
    const [near, far] = [reach!.byLag[0]!, reach!.byLag.at(-1)!];
    return `the norm is ${near.value.toPrecision(2)} 1 character back, ${far.value.toPrecision(2)} from ${far.lag} back`;
  },
});

/** The mean norm of ∂loss(t)/∂embedding(t − k) for k in doubling buckets, `lag` being the lower end of each. */
function summarizeNorms(
  norms: readonly ArrayLike<number>[],
  { targets, window }: { readonly targets: readonly GradientReachTarget[]; readonly window: number },
): GradientReach {
  const buckets = doublingScale.indexOf(window);
  const byLag = Array.from({ length: buckets }, (_, index) => {
    const lag = doublingScale.lowerBound(index + 1);
    const end = Math.min(2 * lag, window + 1);
    const parts = new Map<number, RatioPart>();
    targets.forEach(({ text }, target) => {
      const { numerator, denominator } = parts.get(text) ?? { numerator: 0, denominator: 0 };
      let sum = 0;
      for (let back = lag; back < end; back++) sum += norms[target]![back - 1]!;
      parts.set(text, { numerator: numerator + sum, denominator: denominator + end - lag });
    });
    const { estimate, low, high } = clusteredRatio([...parts.values()]);
    return { lag, value: estimate, low, high };
  });
  return { targets: targets.length, byLag };
}

/** Most characters read before a window: enough to be well into a text, without reading a whole long file for one target. */
const MOST_BEFORE = 4096;

/** Targets with a whole window before them: texts in turn, with a random place in each. */
export function chooseTargets(
  texts: readonly string[],
  { targets, window, seed }: z.output<typeof sizesSchema> & { readonly seed: number },
): GradientReachTarget[] {
  const random = new RandomStream(seed);
  const eligible = [...texts.keys()].filter((text) => texts[text]!.length > window);
  if (eligible.length === 0) return [];
  return Array.from({ length: targets }, (_, index) => {
    const text = eligible[index % eligible.length]!;
    const places = Math.min(texts[text]!.length - window, MOST_BEFORE);
    return { text, at: window + random.nextInteger(places) };
  });
}
