import type { TextDocument } from '@longrange/code';
import type { Corpus } from '@longrange/corpus';
import { type Suite, suites } from '@longrange/eval';
import { chooseDocuments } from '../corpus/held-out.ts';
import type { EvalOptions } from '../options/eval-options.ts';
import { formatCount } from '../terminal/format.ts';
import type { SamplingOptions } from './sampling.ts';

/** Distances to which items are stretched: the furthest doubling begins here, where the context has room for its texts. Half of what is read is in that doubling. */
const FURTHEST = { quick: 4096, full: 8192 };

/** A token model on two cores answers some dozens of questions a second, a network of ours thousands. */
const quick: Suite = {
  ...suites.quick,
  samples: { count: 12, length: 1024 },
  probes: {
    maxCharacters: 10_000,
    swaps: { perBucket: 8, others: 2 },
    stretched: { perBucket: 2, furthest: FURTHEST.quick },
    context: { runs: 4, longestContext: 1024 },
    // A few runs would have no interval.
    perturbation: { runs: 0, longestContext: 256 },
  },
  excerpts: { lead: 128 },
  completions: { ...suites.quick.completions, perDistance: 2, length: 128 },
  swaps: { perBucket: 3, length: 128, temperatures: [0.8] },
};

/** The suites of token models: what is `quick` for a network is `full` for them. */
export const tokenSuites = {
  quick,
  full: {
    ...suites.quick,
    probes: {
      ...suites.quick.probes,
      swaps: { perBucket: 60, others: 24 },
      stretched: { perBucket: 24, furthest: FURTHEST.full },
    },
  },
};
/** Characters of each document that are read from end to end: few, so that documents are many. */
const READ = { quick: 2048, full: Number.POSITIVE_INFINITY };
/** Characters of these that are scored one by one, which takes longest, and longer the more came before. */
const SCORED = { quick: 320, full: 4096 };

/** What a token model is asked about. */
export interface TokenGround {
  /** Whole. */
  readonly documents: TextDocument[];
  /** Characters of each that are read from end to end, at most, and those of them that are scored. */
  readonly read: number;
  readonly scored: number;
  /** All held-out documents, from which is drawn what is asked one by one. */
  readonly all: TextDocument[];
}

/** A few documents to be read, chosen by a hash of their names, and all to draw from. */
export function tokenGround(
  corpus: Corpus,
  options: Pick<EvalOptions, 'suite' | 'heldOut' | 'maxCharacters'>,
): TokenGround {
  const [read, scored] = [READ[options.suite], SCORED[options.suite]];
  const choose = (most: number, ofEach?: number): TextDocument[] =>
    chooseDocuments(corpus.split(options.heldOut), Math.min(most, options.maxCharacters), ofEach);
  return {
    documents: choose(tokenSuites[options.suite].probes.maxCharacters, read),
    ...{ read, scored },
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
