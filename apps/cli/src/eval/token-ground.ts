import type { Corpus } from '@longrange/corpus';
import { type Suite, suites, type TextDocument } from '@longrange/eval';
import { chooseDocuments } from '../corpus/held-out.ts';
import type { EvalOptions } from '../options/eval-options.ts';
import { formatCount } from '../terminal/format.ts';
import type { SamplingOptions } from './sampling.ts';

/** Distances to which items are stretched: the furthest doubling begins here, where the context has room for its texts. Half of what is read is in that doubling. */
const FURTHEST = { quick: 4096, full: 8192 };

/** A token model on two cores answers some dozens of questions a second, a network of ours thousands. */
const quick: Suite = {
  ...suites.quick,
  samples: { count: 16, length: 1024 },
  probes: {
    maxCharacters: 20_000,
    swaps: { perBucket: 20 },
    stretched: { perBucket: 2, furthest: FURTHEST.quick },
    context: { runs: 4, longestContext: 1024 },
    perturbation: { runs: 2, longestContext: 256 },
  },
  excerpts: { lead: 256 },
  completions: { ...suites.quick.completions, perDistance: 3, length: 128 },
  swaps: { perBucket: 5, length: 128, temperatures: [0.8] },
};

/** The suites of token models: what is `quick` for a network is `full` for them. */
export const tokenSuites = {
  quick,
  full: {
    ...suites.quick,
    probes: { ...suites.quick.probes, stretched: { perBucket: 24, furthest: FURTHEST.full } },
  },
};
/** Characters of each document that are scored one by one, which is what takes longest, and longer the more came before. */
const SCORED = { quick: 800, full: 4096 };

/** Held-out documents for a token model, whole: those about which it is asked, of each so many characters that are scored, and all in which to look for long dependencies. */
export function tokenGround(
  corpus: Corpus,
  options: Pick<EvalOptions, 'suite' | 'heldOut' | 'maxCharacters'>,
): { readonly documents: TextDocument[]; readonly scored: number; readonly all: TextDocument[] } {
  const choose = (most: number): TextDocument[] =>
    chooseDocuments(corpus.split(options.heldOut), Math.min(most, options.maxCharacters));
  return {
    documents: choose(tokenSuites[options.suite].probes.maxCharacters),
    scored: SCORED[options.suite],
    all: choose(Number.POSITIVE_INFINITY),
  };
}

/** What a report says of a model of which beginnings are scored. */
export function describeScored(description: string, characters: number): string {
  return `${description}; bits per character are of the first ${formatCount(characters)} characters of each document`;
}

/** How a token model is sampled: less than a network, where nothing else is asked. */
export function tokenSampling(options: SamplingOptions) {
  const { count, length } = tokenSuites[options.suite].samples;
  return {
    count: options.samples ?? count,
    length: options.length ?? length,
    ...{ temperature: options.temperature, seed: options.seed },
  };
}
