import type { Corpus } from '@longrange/corpus';
import { type Suite, suites, type TextDocument } from '@longrange/eval';
import { chooseDocuments } from '../corpus/held-out.ts';
import type { EvalOptions } from '../options/eval-options.ts';
import type { SamplingOptions } from './sampling.ts';

/** Distances to which items are stretched: the furthest doubling begins here, where the context has room for its texts. Half of what is read is in that doubling. */
const FURTHEST = { quick: 4096, full: 8192 };

/** A token model on two cores answers some dozens of questions a second, a network of ours thousands. */
const quick: Suite = {
  ...suites.quick,
  samples: { count: 16, length: 1024 },
  probes: {
    maxCharacters: 20_000,
    swaps: { perBucket: 40 },
    stretched: { perBucket: 4, furthest: FURTHEST.quick },
    context: { runs: 16, longestContext: 1024 },
    perturbation: { runs: 4, longestContext: 512 },
  },
  completions: { ...suites.quick.completions, perDistance: 4, length: 128 },
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
const MOST_CHARACTERS = { quick: 20_000, full: 150_000 };

/** Held-out documents for a token model, whole: those that it reads, the names of those that the probes ask about, and all in which to look for long dependencies. */
export function tokenGround(
  corpus: Corpus,
  options: Pick<EvalOptions, 'suite' | 'heldOut' | 'maxCharacters'>,
): {
  readonly documents: TextDocument[];
  readonly probed: ReadonlySet<string>;
  readonly all: TextDocument[];
} {
  const choose = (most: number): TextDocument[] =>
    chooseDocuments(corpus.split(options.heldOut), Math.min(most, options.maxCharacters));
  return {
    documents: choose(MOST_CHARACTERS[options.suite]),
    all: choose(Number.POSITIVE_INFINITY),
    probed: new Set(choose(tokenSuites[options.suite].probes.maxCharacters).map(({ name }) => name)),
  };
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
