import type { TextDocument } from '@longrange/code';
import type { Corpus } from '@longrange/corpus';
import { LongrangeError } from '@longrange/errors';
import { type Suite, type SuiteName, suites } from '@longrange/eval';
import { FURTHEST } from '@longrange/eval/evaluation';
import type { Furthest } from '@longrange/eval/probes';
import { chooseDocuments } from '../corpus/held-out.ts';
import type { EvalOptions } from '../options/eval-options.ts';
import { formatCount } from '../terminal/format.ts';

/** How samples are drawn; what the options leave open is as the suite says. */
export interface SamplingOptions {
  readonly suite: SuiteName;
  readonly samples?: number | undefined;
  readonly length?: number | undefined;
  readonly temperature: number;
  readonly seed: number;
}

/** Distances to which items are stretched: the furthest doubling begins here, where the context has room for its texts. Half of what is read is in that doubling. */
const STRETCHED_TO = { quick: 4096, full: 8192 };

/** A token model on two cores answers some dozens of questions a second, a network of ours thousands. */
const quick: Suite = {
  ...suites.quick,
  samples: { count: 12, length: 1024 },
  probes: {
    maxCharacters: 10_000,
    swaps: { perBucket: 8, others: 2 },
    stretched: { perBucket: 2, furthest: STRETCHED_TO.quick },
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
      stretched: { perBucket: 24, furthest: STRETCHED_TO.full },
    },
  },
};
/** Characters of each document that are read from end to end: few, so that documents are many. */
const READ = { quick: 2048, full: Number.POSITIVE_INFINITY };
/** Characters of these that are scored one by one, which takes longest, and longer the more came before. */
const SCORED = { quick: 320, full: 4096 };

/** What a token model is asked about. */
interface TokenTexts {
  /** Whole. */
  readonly documents: TextDocument[];
  /** Characters of each that are read from end to end, at most, and those of them that are scored. */
  readonly read: number;
  readonly scored: number;
  /** All held-out documents, from which is drawn what is asked one by one. */
  readonly all: TextDocument[];
}

/** A few documents to be read, chosen by a hash of their names, and all to draw from. */
export function tokenTexts(
  corpus: Corpus,
  options: Pick<EvalOptions, 'suite' | 'heldOut' | 'maxCharacters'>,
): TokenTexts {
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

export function beginningsOf(documents: readonly TextDocument[], characters: number): TextDocument[] {
  return documents.map(({ name, text }) => ({ name, text: text.slice(0, characters) }));
}

/** What `renameDocuments` replaced in the beginnings of documents: it keeps lengths, so words are where they were. */
export function replacedIn(
  written: readonly TextDocument[],
  renamed: readonly TextDocument[],
): { readonly names: number; readonly characters: { readonly all: number; readonly renamed: number } } {
  const counts = { names: 0, characters: { all: 0, renamed: 0 } };
  for (const [index, { text }] of written.entries()) {
    const names = new Set<string>();
    for (const { 0: word, index: at } of text.matchAll(/\w+/g)) {
      if (renamed[index]!.text.startsWith(word, at)) continue;
      names.add(word);
      counts.characters.renamed += word.length;
    }
    counts.names += names.size;
    counts.characters.all += text.length;
  }
  return counts;
}

/** The suite, with items stretched no farther than so many characters. The texts of a doubling from d on have less than 2 d, with the lines around. */
export function stretchedWithin(suite: Suite, characters: number): Suite {
  const { stretched } = suite.probes;
  let { furthest } = stretched;
  while (furthest > 1 && 2 * furthest > characters) furthest /= 2;
  return { ...suite, probes: { ...suite.probes, stretched: { ...stretched, furthest } } };
}

/**
 * How far back a model is asked that reads so many characters.
 * @param wanted by the user; as far as may be, if not given
 * @throws LongrangeError `GGUF_CONTEXT` (exit code 2)
 */
export function maxDistanceWithin(characters: number, wanted: Furthest | undefined): Furthest {
  const [usual] = FURTHEST;
  const most = FURTHEST.findLast((one) => one <= characters) ?? usual;
  if (wanted === undefined || wanted <= most) return wanted ?? most;
  throw new LongrangeError({
    code: 'GGUF_CONTEXT',
    message: `Expected --max-distance to be at most ${most} for this model, got ${wanted}: its context has room for some ${formatCount(Math.floor(characters))} characters of this code.`,
    hint: `leave --max-distance out, or take a model that was trained on longer texts.`,
    exitCode: 2,
  });
}
