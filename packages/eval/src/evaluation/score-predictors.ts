import * as zlib from 'node:zlib';
import type { TextDocument } from '@longrange/code';
import { type Tally, tallyBits, tallyBounds } from '../comparison/tally.ts';
import type { TestSide } from '../comparison/test-differences.ts';
import type { LanguageModel, Named, OnShare } from '../models/language-model.ts';
import type { NgramModel } from '../models/ngram/ngram-model.ts';
import {
  bitsPerCharacter,
  type HeldOutScores,
  partsOfBits,
  partsOfSettled,
  scoreHeldOut,
  summarizeScores,
} from '../probes/bits/bits-per-character.ts';
import type { BitsPerCharacter } from '../probes/schema.ts';
import type { DocumentParts } from '../statistics/document-parts.ts';
import { eachOnce } from '../statistics/parts.ts';
import { type EvaluationContext, type MeasuredModel, predicts, shown, type TextLog } from './context.ts';
import type { PredictionSides } from './test-results.ts';

interface AllBits {
  readonly bits: PredictorBits[];
  /** Tallies of the model only. */
  readonly tallies: readonly Tally[];
  readonly states: PredictionSides['bits']['states'];
}

/** Measures metric 9 of all predictors on the same characters: those that the model knows. */
export async function scoreAll(
  { stage, split = 'test' }: EvaluationContext,
  [{ model }, ngram]: readonly [Named<MeasuredModel>, Named<NgramModel>?],
  documents: readonly TextDocument[],
  isBeside: boolean,
): Promise<AllBits> {
  const describe = ({ summary: { carried, upperBound, characters } }: PredictorBits): string =>
    `${carried === null ? 'at most ' : ''}${(carried ?? upperBound)?.bits.toFixed(3) ?? '–'} bits per character over ${shown(characters)}`;
  const label = 'scoring held-out code with the model';
  const others = async (isControl: boolean): Promise<PredictorBits[]> => [
    ...(ngram === undefined
      ? []
      : [
          await stage(
            'scoring held-out code with the n-gram',
            (onShare) => scorePredictor(ngram, documents, { split, onShare, isControl }),
            describe,
          ),
        ]),
    ...(isBeside ? compressorBits(documents, split) : []),
  ];
  if (predicts(model)) {
    const own = await stage(
      label,
      (onShare) => scorePredictor({ id: 'model', model }, documents, { split, onShare }),
      describe,
    );
    return { bits: [own, ...(await others(true))], tallies: own.tallies, states: own.states };
  }
  if (model.scoreTexts === undefined) return { bits: [], tallies: [], states: null };
  const own = await stage(
    label,
    async (onShare) => {
      const texts = documents.map(({ text }) => text);
      const logs = await model.scoreTexts!(texts, { onShare });
      return { ...boundBits(documents, logs, split), tallies: [tallyBounds(documents, logs)] };
    },
    describe,
  );
  return { bits: [own, ...(await others(false))], tallies: own.tallies, states: null };
}

/** Metric 9 of a predictor, and its side in tests, document by document. */
export interface PredictorBits {
  readonly summary: BitsPerCharacter;
  readonly side: TestSide;
}

/** Metric 9 of the model under test. */
export interface ModelBits extends PredictorBits {
  readonly tallies: readonly Tally[];
  /** Sides with the state carried and with it reset; null if it cannot be reset. */
  readonly states: { readonly carried: TestSide; readonly reset: TestSide } | null;
}

/** Options for scoring a predictor. */
export interface ScoringOptions {
  /** Name of the documents in results, default `test`. */
  readonly split?: string | undefined;
  /** Score with resets, too, even if the predictor has no state. */
  readonly isControl?: boolean;
  readonly onShare?: OnShare;
}

/** Scores held-out documents; with a model that has a state twice: with the state carried and with resets. */
export async function scorePredictor(
  { id, model }: Named<LanguageModel>,
  documents: readonly TextDocument[],
  { split = 'test', isControl = false, onShare }: ScoringOptions = {},
): Promise<ModelBits> {
  const scores = await scoreHeldOut(model, documents, onShare, isControl);
  return {
    summary: summarizeScores({ name: id, stateful: model.stateful }, scores, { split }),
    side: { id, figures: bothMeans(partsOfBits('bits', scores.carried)) },
    tallies: talliesOf(scores),
    states: statesOf(scores),
  };
}

function statesOf({ carried, reset }: HeldOutScores): ModelBits['states'] {
  if (reset === null) return null;
  return {
    carried: { id: 'carried', figures: bothMeans(partsOfSettled(carried, reset.every)) },
    reset: { id: 'reset', figures: bothMeans(partsOfSettled(reset.documents, reset.every)) },
  };
}

/** Returns the mean over characters, to which long documents contribute more, and the mean over documents. */
export function bothMeans<Id extends 'bits' | 'state'>(byCharacter: DocumentParts<Id>): TestSide['figures'] {
  const { measure, parts } = byCharacter;
  return [byCharacter, { ...byCharacter, measure: `${measure}-per-document`, parts: eachOnce(parts) }];
}

function talliesOf({ carried, reset }: HeldOutScores): Tally[] {
  const tallies = [tallyBits('bits-carried', carried)];
  return reset === null ? tallies : [...tallies, tallyBits('bits-reset', reset.documents)];
}

/** Returns metric 9 as an upper bound, from the likelihood of each whole document. Every character bears an equal share, as with compressors. */
export function boundBits(
  documents: readonly TextDocument[],
  logs: readonly TextLog[],
  split: string,
): PredictorBits {
  const carried = documents.map(({ name }, index) => {
    const { log, characters } = logs[index]!;
    return { name, logProbabilities: new Float32Array(characters).fill(log / characters) };
  });
  const { carried: upperBound, ...bits } = bitsPerCharacter({
    ...{ predictor: 'model', split, carried, stateful: false },
  });
  const summary = { ...bits, carried: null, ...(upperBound !== null && { upperBound }) };
  return { summary, side: { id: 'model', figures: [] } };
}

type Compress = (text: string) => { readonly length: number };

/** Compression that Node has from 22.15 on, and that the types of Node 20 lack. */
interface NewerZlib {
  readonly zstdCompressSync?: (text: string, options: { params: Record<number, number> }) => Buffer;
  readonly constants: { readonly ZSTD_c_compressionLevel: number; readonly ZSTD_c_windowLog: number };
}

/** Compressors at their strongest settings. gzip looks 32 KiB back, the others 16 MiB. */
const compressors: Readonly<Record<string, Compress>> = {
  gzip: (text) => zlib.gzipSync(text, { level: 9 }),
  brotli: (text) =>
    zlib.brotliCompressSync(text, {
      params: {
        [zlib.constants.BROTLI_PARAM_MODE]: zlib.constants.BROTLI_MODE_TEXT,
        [zlib.constants.BROTLI_PARAM_QUALITY]: 11,
        [zlib.constants.BROTLI_PARAM_LGWIN]: 24,
      },
    }),
  ...zstd(zlib as unknown as NewerZlib),
};

function zstd({ zstdCompressSync, constants }: NewerZlib): Readonly<Record<string, Compress>> {
  if (zstdCompressSync === undefined) return {};
  const params = { [constants.ZSTD_c_compressionLevel]: 22, [constants.ZSTD_c_windowLog]: 24 };
  return { zstd: (text) => zstdCompressSync(text, { params }) };
}

/**
 * Returns the bits per character that compressors need for held-out text, each document by itself: baselines that owe nothing to training (though
 * brotli has some words of the web built in). Every character of a document bears an equal share, so that the interval over documents is computed as
 * for a model. Uses what this Node has: gzip and brotli, and zstd from 22.15 on.
 */
export function compressorBits(documents: readonly TextDocument[], split: string): PredictorBits[] {
  return Object.entries(compressors).map(([predictor, compress]) => {
    const carried = documents.map(({ name, text }) => {
      const nats = 8 * compress(text).length * Math.LN2;
      return { name, logProbabilities: new Float32Array(text.length).fill(-nats / text.length) };
    });
    return {
      summary: bitsPerCharacter({ predictor, split, carried, stateful: false }),
      side: { id: predictor, figures: bothMeans(partsOfBits('bits', carried)) },
    };
  });
}
