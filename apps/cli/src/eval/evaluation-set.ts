import { renameDocuments, type SyntaxParser, type TextDocument } from '@longrange/code';
import type { Corpus } from '@longrange/corpus';
import { type Suite, suites } from '@longrange/eval';
import {
  type EvaluationSet,
  evaluationDefaults,
  fartherIn,
  MAX_DISTANCES,
  type RenamedCode,
  type Sampling,
} from '@longrange/eval/evaluation';
import type { MaxDistance } from '@longrange/eval/probes';
import { wrongUsage } from '../cli/wrong-usage.ts';
import { chooseDocuments, probedOf } from '../corpus/held-out.ts';
import { refuseSamplingThatCannotFit } from '../model/memory-needs.ts';
import type { EvalOptions } from '../options/eval-options.ts';
import { formatCount } from '../terminal/format.ts';
import type { TokenLimits } from '../under-test/under-test.ts';
import { TIMED, timedSuite } from './within-minutes.ts';

/** Options for sampling. The suite decides what they leave open. */
type SamplingOptions = Pick<EvalOptions, 'suite' | 'samples' | 'length' | 'temperature' | 'seed'>;

type SetOptions = SamplingOptions &
  Pick<EvalOptions, 'heldOut' | 'maxCharacters'> &
  Partial<Pick<EvalOptions, 'maxDistance' | 'renamed' | 'minutes'>>;

/** Texts to measure one model on. */
interface ChosenTexts {
  readonly set: Omit<EvaluationSet, 'beside'>;
  /** Renamed code; null without `--renamed`. */
  readonly renamed: RenamedCode | null;
  /** Maximum number of characters of each document to score; null for all. */
  readonly scored: number | null;
}

/** Chooses the texts to measure a model on: whole documents, or the beginnings that a token model has room for. */
export async function chooseTexts(
  corpus: Corpus,
  limits: TokenLimits | null,
  options: SetOptions,
  parser: SyntaxParser,
): Promise<ChosenTexts> {
  const choose = (most: number, ofEach?: number): TextDocument[] =>
    chooseDocuments(corpus.split(options.heldOut), Math.min(most, options.maxCharacters), ofEach);
  const rename: Rename = (documents) => renameDocuments(documents, { parser, seed: options.seed });
  if (limits === null) {
    const written = choose(Number.POSITIVE_INFINITY);
    const renamed = options.renamed ? rename(written) : null;
    const heldOut = renamed?.documents ?? written;
    return {
      set: {
        ...{ heldOut, probed: probedOf(heldOut, options) },
        ...{ sampling: samplingOf(options), suite: suites[options.suite] },
        farther: fartherIn(heldOut, options.maxDistance ?? evaluationDefaults.maxDistance),
      },
      renamed: renamed && { renamed, written },
      scored: null,
    };
  }
  // A few documents to read in full, and all documents to draw single questions from.
  const { suite, read } = sizesOf(options);
  const documents = choose(suite.probedCharacters, read);
  return beginningTexts(documents, choose(Number.POSITIVE_INFINITY), limits, options, rename);
}

type Rename = (documents: readonly TextDocument[]) => ReturnType<typeof renameDocuments>;

async function beginningTexts(
  documents: readonly TextDocument[],
  all: readonly TextDocument[],
  { readable, room }: TokenLimits,
  options: SetOptions,
  rename: Rename,
): Promise<ChosenTexts> {
  const renamed = options.renamed ? rename(documents) : null;
  const whole = renamed?.documents ?? documents;
  const every = options.renamed ? rename(all).documents : all;
  const { suite, read, scored: most } = sizesOf(options);
  const heldOut = beginningsOf(whole, Math.min(read, readable));
  const scored = beginningsOf(whole, Math.min(most, readable));
  const written = beginningsOf(documents, Math.min(most, readable));
  const characters = await room?.(beginningsOf(documents, readable).map(({ text }) => text));
  const isUsual = suite !== tokenSuites.full || room === undefined;
  const usual = isUsual ? evaluationDefaults.maxDistance : undefined;
  const maxDistance = maxDistanceWithin(characters ?? Number.POSITIVE_INFINITY, options.maxDistance ?? usual);
  return {
    set: {
      ...{ heldOut, whole, scored, probed: heldOut, drawn: beginningsOf(every, readable) },
      sampling: samplingOf(options, suite.samples),
      suite:
        characters === undefined
          ? suite
          : lengthControlledWithin(suite, Math.min(characters, options.maxDistance ?? characters)),
      farther: fartherIn(every, maxDistance),
    },
    renamed: renamed && { renamed: { ...renamed, ...replacedIn(written, scored) }, written },
    scored: most,
  };
}

/** @throws LongrangeError `SAMPLING_TOO_LARGE` (exit code 2) */
export function samplingOf(
  { suite, samples, length, temperature, seed }: SamplingOptions,
  usual: Suite['samples'] = suites[suite].samples,
): Sampling {
  const sampling = { count: samples ?? usual.count, length: length ?? usual.length, temperature, seed };
  refuseSamplingThatCannotFit(sampling);
  return sampling;
}

/** Returns all characters of the texts that a model will read. */
export function alphabetOf(...texts: readonly (readonly TextDocument[])[]): string[] {
  return [...new Set(texts.flat().flatMap(({ text }) => Array.from(text)))].sort();
}

/** Greatest distances of length-controlled items: the last doubling, half of the text read, begins here if its texts fit the context. */
const LENGTH_CONTROLLED_TO = { quick: 4096, full: 8192 };

/** Fewer questions than for a network: on two cores a token model answers dozens a second, one of our networks thousands. */
const quick: Suite = {
  samples: { count: 12, length: 1024 },
  temperatures: { count: 0, at: [] },
  probedCharacters: 10_000,
  // Without metric 13, which reads so much that the few runs would give no interval.
  probes: {
    closers: {},
    minimalPairs: {
      perBucket: 8,
      others: 2,
      lengthControlled: { perBucket: 2, maxDistance: LENGTH_CONTROLLED_TO.quick },
      writing: { perBucket: 3, length: 128, temperatures: [0.8] },
    },
    context: { runs: 4, longestContext: 1024 },
    completions: { ...suites.quick.probes.completions, perDistance: 2, length: 128 },
  },
  excerpts: { lead: 128 },
};

/** Suites for token models. Their `full` is based on the `quick` of networks. */
const tokenSuites: Readonly<Record<'quick' | 'full', Suite>> = {
  quick,
  full: {
    ...suites.quick,
    probes: {
      ...suites.quick.probes,
      minimalPairs: {
        ...suites.quick.probes.minimalPairs,
        perBucket: 60,
        others: 24,
        lengthControlled: { perBucket: 24, maxDistance: LENGTH_CONTROLLED_TO.full },
      },
    },
  },
};

/** Returns the sizes of an evaluation of a token model. */
function sizesOf({ suite, minutes }: Pick<SetOptions, 'suite' | 'minutes'>) {
  if (minutes !== undefined) return { suite: timedSuite, ...TIMED };
  return { suite: tokenSuites[suite], read: READ[suite], scored: SCORED[suite] };
}

/** Maximum number of characters of each document to read from end to end: few, to make room for many documents. */
const READ = { quick: 2048, full: Number.POSITIVE_INFINITY };
/** Maximum number of these characters to score one by one, which takes longest, and longer the more text comes before. */
const SCORED = { quick: 320, full: 4096 };

/** Returns the description for a report of a model that scored only beginnings. */
export function describeScored(description: string, characters: number): string {
  return `${description}; bits per character cover the first ${formatCount(characters)} characters of each document`;
}

export function beginningsOf(documents: readonly TextDocument[], characters: number): TextDocument[] {
  return documents.map(({ path, text }) => ({ path, text: text.slice(0, characters) }));
}

/** Counts what `renameDocuments` replaced in the beginnings of documents. It keeps lengths, so every word is where it was. */
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

/**
 * Returns the suite with texts of length-controlled items limited to `characters`. In the doubling that begins at d, texts are shorter than
 * 2 d, including the surrounding lines.
 */
export function lengthControlledWithin(suite: Suite, characters: number): Suite {
  const { minimalPairs } = suite.probes;
  if (minimalPairs?.lengthControlled === undefined) return suite;
  let { maxDistance } = minimalPairs.lengthControlled;
  while (maxDistance > 1 && 2 * maxDistance > characters) maxDistance /= 2;
  const lengthControlled = { ...minimalPairs.lengthControlled, maxDistance };
  return { ...suite, probes: { ...suite.probes, minimalPairs: { ...minimalPairs, lengthControlled } } };
}

/**
 * Returns the maximum distance to measure, for a model that can read `characters` characters.
 * @param wanted the user's choice; the greatest possible if not given
 * @throws LongrangeError `GGUF_CONTEXT` (exit code 2)
 */
export function maxDistanceWithin(characters: number, wanted: MaxDistance | undefined): MaxDistance {
  const [usual] = MAX_DISTANCES;
  const most = MAX_DISTANCES.findLast((one) => one <= characters) ?? usual;
  if (wanted === undefined || wanted <= most) return wanted ?? most;
  throw wrongUsage({
    code: 'GGUF_CONTEXT',
    message: `Expected --max-distance to be at most ${most} for this model, got ${wanted}: its context has room for some ${formatCount(Math.floor(characters))} characters of this code.`,
    hint: `leave --max-distance out, or use a model that was trained on longer texts.`,
  });
}
