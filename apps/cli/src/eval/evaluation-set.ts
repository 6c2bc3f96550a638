import type { TextDocument } from '@longrange/code';
import { renameDocuments, type SyntaxParser } from '@longrange/code';
import type { Corpus } from '@longrange/corpus';
import { suites } from '@longrange/eval';
import {
  type EvaluationSet,
  evaluationDefaults,
  fartherIn,
  type RenamedCode,
  type Sampling,
} from '@longrange/eval/evaluation';
import { chooseDocuments, probedOf } from '../corpus/held-out.ts';
import { refuseSamplingThatCannotFit } from '../model/memory-needs.ts';
import type { EvalOptions } from '../options/eval-options.ts';
import type { TokenLimits } from '../under-test/under-test.ts';
import {
  beginningsOf,
  lengthControlledWithin,
  maxDistanceWithin,
  replacedIn,
  type SamplingOptions,
  tokenSampling,
  tokenSuites,
  tokenTexts,
} from './token-texts.ts';

type SetOptions = Pick<
  EvalOptions,
  | 'suite'
  | 'heldOut'
  | 'maxCharacters'
  | 'maxDistance'
  | 'renamed'
  | 'samples'
  | 'length'
  | 'temperature'
  | 'seed'
>;

/** Texts to measure one model on. */
export interface ChosenTexts {
  readonly set: Omit<EvaluationSet, 'beside'>;
  /** Renamed code; null without `--renamed`. */
  readonly renamed: RenamedCode | null;
  /** Maximum number of characters of each document to score; null for all. */
  readonly scored: number | null;
}

/** Chooses the texts to measure a model on: whole documents, or the beginnings that a token model has room for. */
export function chooseTexts(
  corpus: Corpus,
  limits: TokenLimits | null,
  options: SetOptions,
  parser: SyntaxParser,
): ChosenTexts | Promise<ChosenTexts> {
  const rename = (documents: readonly TextDocument[]) =>
    renameDocuments(documents, { parser, seed: options.seed });
  return limits === null
    ? wholeTexts(corpus, options, rename)
    : beginningTexts(corpus, limits, options, rename);
}

type Rename = (documents: readonly TextDocument[]) => ReturnType<typeof renameDocuments>;

function wholeTexts(corpus: Corpus, options: SetOptions, rename: Rename): ChosenTexts {
  const written = chooseDocuments(corpus.split(options.heldOut), options.maxCharacters);
  const renamed = options.renamed ? rename(written) : null;
  const heldOut = renamed?.documents ?? written;
  return {
    set: {
      heldOut,
      probed: probedOf(heldOut, options),
      sampling: samplingOf(options),
      suite: suites[options.suite],
      farther: fartherIn(heldOut, options.maxDistance ?? evaluationDefaults.maxDistance),
    },
    renamed: renamed && { renamed, written },
    scored: null,
  };
}

async function beginningTexts(
  corpus: Corpus,
  { readable, room }: TokenLimits,
  options: SetOptions,
  rename: Rename,
): Promise<ChosenTexts> {
  const { documents, read, scored: most, all } = tokenTexts(corpus, options);
  const renamed = options.renamed ? rename(documents) : null;
  const whole = renamed?.documents ?? documents;
  const every = options.renamed ? rename(all).documents : all;
  const heldOut = beginningsOf(whole, Math.min(read, readable));
  const scored = beginningsOf(whole, Math.min(most, readable));
  const written = beginningsOf(documents, Math.min(most, readable));
  const characters = await room?.(beginningsOf(documents, readable).map(({ text }) => text));
  const usual = options.suite === 'quick' || room === undefined ? evaluationDefaults.maxDistance : undefined;
  const maxDistance = maxDistanceWithin(characters ?? Number.POSITIVE_INFINITY, options.maxDistance ?? usual);
  const suite = tokenSuites[options.suite];
  return {
    set: {
      ...{ heldOut, whole, scored, probed: heldOut, drawn: beginningsOf(every, readable) },
      sampling: tokenSampling(options),
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
export function samplingOf({ suite, samples, length, temperature, seed }: SamplingOptions): Sampling {
  const usual = suites[suite].samples;
  const sampling = { count: samples ?? usual.count, length: length ?? usual.length, temperature, seed };
  refuseSamplingThatCannotFit(sampling);
  return sampling;
}

/** Returns all characters of the texts that a model is asked about. */
export function alphabetOf(...texts: readonly (readonly TextDocument[])[]): string[] {
  return [...new Set(texts.flat().flatMap(({ text }) => Array.from(text)))].sort();
}
