import { renameDocuments, type SyntaxParser, type TextDocument } from '@longrange/code';
import { LongrangeError } from '@longrange/errors';
import { fartherIn, MAX_DISTANCES, type MaxDistance } from '../probes/farther.ts';
import { shown } from './context.ts';
import { chooseTexts, type DocumentSource } from './held-out.ts';
import type { EvaluationSet } from './measure-model.ts';
import { evaluationDefaults } from './options.ts';
import type { Sampling } from './sampling.ts';
import type { RenamedCode } from './score-renamed.ts';
import { type Suite, type SuiteName, suites } from './suites.ts';

/** Limits on the text that a token model reads. */
export interface TokenLimits {
  /** Maximum number of characters of a document to read, leaving room for a continuation. */
  readonly readable: number;
  /** Returns the number of characters of these texts that fit into the context; absent if not known. */
  readonly room?: (texts: readonly string[]) => Promise<number>;
}

/** Options for sampling. The suite decides what they leave open. */
interface SamplingOptions {
  readonly suite: SuiteName | Suite;
  readonly samples?: number | undefined;
  readonly length?: number | undefined;
  readonly temperature: number;
  readonly seed: number;
}

/** Options for choosing the texts and queries of an evaluation. */
export interface SetOptions extends SamplingOptions {
  /** Maximum number of held-out characters to read. */
  readonly maxCharacters: number;
  readonly maxDistance?: MaxDistance | undefined;
  /** Renames what held-out code defines. */
  readonly renamed?: boolean;
  /** Replaces the suite by one for a limit on time, whose minimal pairs are then chosen to fit. */
  readonly isTimed?: boolean;
}

/** Texts to measure one model on. */
interface ChosenSet {
  readonly set: Omit<EvaluationSet, 'beside'>;
  /** Renamed code; null unless the options say so. */
  readonly renamed: RenamedCode | null;
  /** Maximum number of characters of each document to score; null for all. */
  readonly scored: number | null;
}

/** Chooses the texts to measure a model on: whole documents, or the beginnings that a token model has room for. */
export async function chooseEvaluationSet(
  source: DocumentSource,
  limits: TokenLimits | null,
  options: SetOptions,
  parser: SyntaxParser,
): Promise<ChosenSet> {
  const choose = (most: number, ofEach?: number): TextDocument[] =>
    source.choose(Math.min(most, options.maxCharacters), ofEach);
  const rename: Rename = (documents) => renameDocuments(documents, { parser, seed: options.seed });
  const all = source.choose(DRAWN_FACTOR * options.maxCharacters);
  const every = options.renamed ? rename(all).documents : all;
  if (limits === null) {
    const written = choose(Number.POSITIVE_INFINITY);
    const renamed = options.renamed ? rename(written) : null;
    const heldOut = renamed?.documents ?? written;
    const suite = suiteOf(options);
    return {
      set: {
        heldOut,
        probed: chooseTexts(heldOut, Math.min(suite.probedCharacters, options.maxCharacters)),
        drawn: every,
        sampling: samplingOf(options),
        suite,
        farther: fartherIn(every, options.maxDistance ?? evaluationDefaults.maxDistance),
      },
      renamed: renamed && { renamed, written },
      scored: null,
    };
  }
  // A few documents to read in full, and all documents to draw single items from.
  const { suite, read } = sizesOf(options);
  const documents = choose(suite.probedCharacters, read);
  return beginningTexts(documents, every, limits, options, rename);
}

/**
 * Multiple of the characters that may be scored from which single items are drawn: a model reads the items, not the documents, and an
 * interval counts documents.
 */
const DRAWN_FACTOR = 10;

type Rename = (documents: readonly TextDocument[]) => ReturnType<typeof renameDocuments>;

async function beginningTexts(
  documents: readonly TextDocument[],
  every: readonly TextDocument[],
  { readable, room }: TokenLimits,
  options: SetOptions,
  rename: Rename,
): Promise<ChosenSet> {
  const renamed = options.renamed ? rename(documents) : null;
  const whole = renamed?.documents ?? documents;
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
      heldOut,
      whole,
      scored,
      probed: heldOut,
      drawn: beginningsOf(every, readable),
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

function suiteOf({ suite }: Pick<SetOptions, 'suite'>): Suite {
  return typeof suite === 'string' ? suites[suite] : suite;
}

/** Returns the settings for sampling. @param usual those that the suite gives */
export function samplingOf(
  { suite, samples, length, temperature, seed }: SamplingOptions,
  usual: Suite['samples'] = suiteOf({ suite }).samples,
): Sampling {
  return { count: samples ?? usual.count, length: length ?? usual.length, temperature, seed };
}

/** Returns all characters of the texts that a model will read. */
export function alphabetOf(...texts: readonly (readonly TextDocument[])[]): string[] {
  const characters = new Set<string>();
  for (const { text } of texts.flat()) for (const character of text) characters.add(character);
  return [...characters].sort();
}

/** Greatest distances of length-controlled items: the last doubling, half of the text read, begins here if its texts fit the context. */
const LENGTH_CONTROLLED_TO = { quick: 4096, full: 8192 };

/** Fewer queries than for a network: on two cores a token model answers dozens a second, one of our networks thousands. */
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

/** Characters of each held-out document to read and to score one by one, with a limit on time. */
const TIMED = { read: 400, scored: 96 };

/** Suite for a time limit. The time goes to what determines the range best: as many minimal pairs of brackets as fit. */
const timedSuite: Suite = {
  samples: { count: 4, length: 192 },
  temperatures: { count: 0, at: [] },
  probedCharacters: 2400,
  probes: {
    closers: {},
    // More than fit; `Fit` takes a part.
    minimalPairs: { perBucket: 240, others: 0, factors: 0 },
  },
};

/** Returns the sizes of an evaluation of a token model. */
function sizesOf({ suite, isTimed }: Pick<SetOptions, 'suite' | 'isTimed'>) {
  if (isTimed) return { suite: timedSuite, ...TIMED };
  if (typeof suite !== 'string') return { suite, read: READ.full, scored: SCORED.full };
  return { suite: tokenSuites[suite], read: READ[suite], scored: SCORED[suite] };
}

/** Maximum number of characters of each document to read from end to end: few, to make room for many documents. */
const READ = { quick: 2048, full: Number.POSITIVE_INFINITY };
/** Maximum number of these characters to score one by one, which takes longest, and longer the more text comes before. */
const SCORED = { quick: 320, full: 4096 };

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
  throw new LongrangeError({
    code: 'GGUF_CONTEXT',
    message: `Expected --max-distance to be at most ${most} for this model, got ${wanted}: its context has room for some ${shown(Math.floor(characters))} characters of this code.`,
    hint: `leave --max-distance out, or use a model that was trained on longer texts.`,
    exitCode: 2,
  });
}
