import type { TextDocument } from '@longrange/code';
import { RandomStream } from '@longrange/code';
import { doublingScale } from '../../statistics/buckets.ts';
import type { RatioPart } from '../../statistics/parts.ts';
import { clusteredRatio } from '../../statistics/ratio.ts';
import type { GradientReach } from '../schema.ts';

/** A model that the probe of gradients can use. */
export interface GradientSource {
  /**
   * Returns for each target the Euclidean norms of the gradient of its loss, in nats, with respect to the embeddings of the `window`
   * characters before it: entry k − 1 for the character k before. The text is read from its beginning, with the state carried.
   */
  gradientNorms(
    texts: readonly string[],
    targets: readonly GradientReachTarget[],
    window: number,
  ): Promise<readonly ArrayLike<number>[]>;
}

/** The character at offset `at` of a text. */
export interface GradientReachTarget {
  /** Index of the text. */
  readonly text: number;
  /** Offset in it, in UTF-16 code units. */
  readonly at: number;
}

/** Options of the probe of gradients. */
export interface GradientReachOptions {
  /** Number of characters predicted, spread evenly over the documents. */
  readonly targets: number;
  /** Number of characters to look back over before each; 2ⁿ − 1 fills the last bucket. */
  readonly window: number;
  /** Seed of the choice of targets. */
  readonly seed: number;
}

/** Most characters read before a window: enough to be well into a text, without reading a whole long file for one target. */
const MOST_BEFORE = 4096;

/**
 * Metric 15: the mean norm of ∂loss(t)/∂embedding(t − k) for k in doubling buckets, `lag` being the lower end of each.
 *
 * @returns null if no document is longer than the window
 */
export async function probeGradientReach(
  source: GradientSource,
  documents: readonly TextDocument[],
  { targets: count, window, seed }: GradientReachOptions,
): Promise<GradientReach | null> {
  const texts = documents.map(({ text }) => text);
  const targets = chooseTargets(texts, { targets: count, window, seed });
  if (targets.length === 0) return null;
  const norms = await source.gradientNorms(texts, targets, window);
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

/** Targets with a whole window before them: texts in turn, with a random place in each. */
export function chooseTargets(
  texts: readonly string[],
  { targets, window, seed }: GradientReachOptions,
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
