import * as zlib from 'node:zlib';
import type { TextDocument } from '@longrange/code';
import { type Tally, tallyBounds, toTally } from '../comparison/tally.ts';
import type { TestSide } from '../comparison/test-differences.ts';
import type { LanguageModel, Named, OnShare } from '../models/language-model.ts';
import type { NgramModel } from '../models/ngram/ngram-model.ts';
import {
  partsOfBits,
  partsOfSettled,
  scoreHeldOut,
  summarizeScores,
} from '../probes/bits/bits-per-character.ts';
import type { BitsPerCharacter } from '../probes/schema.ts';
import type { DocumentParts } from '../statistics/document-parts.ts';
import { eachOnce } from '../statistics/parts.ts';
import { type EvaluationContext, type MeasuredModel, predicts, shown, type TextLog } from './context.ts';
import { charactersOf } from './held-out.ts';

/** Metric 9 of a predictor, and its side in tests, document by document. */
export interface PredictorBits {
  readonly summary: BitsPerCharacter;
  readonly side: TestSide;
}

/** Further findings for the evaluated model, beside its bits. */
interface ModelBits {
  readonly tallies: readonly Tally[];
  /** Sides with the state carried and with the state reset; null for a model without a state to reset. */
  readonly states: { readonly carried: TestSide; readonly reset: TestSide } | null;
}

/** Measures metric 9 for all predictors on the same characters: those that the model knows. */
export async function scoreAll(
  { stage, split = 'test' }: EvaluationContext,
  [{ model }, ngram]: readonly [Named<MeasuredModel>, Named<NgramModel>?],
  documents: readonly TextDocument[],
  isBeside: boolean,
): Promise<ModelBits & { readonly bits: PredictorBits[] }> {
  const score = <T extends PredictorBits>(name: string, work: (onShare: OnShare) => Promise<T>) =>
    stage(
      `scoring held-out code with ${name}`,
      work,
      ({ summary: { carried, upperBound, characters } }) =>
        `${carried === null ? 'at most ' : ''}${(carried ?? upperBound)?.bits.toFixed(3) ?? '–'} bits per character over ${shown(characters)}`,
    );
  const others = async (isControl: boolean): Promise<PredictorBits[]> => {
    const ofNgram =
      ngram &&
      (await score('the n-gram', (onShare) => scorePredictor(ngram, documents, split, onShare, isControl)));
    return [...(ofNgram ? [ofNgram] : []), ...(isBeside ? compressorBits(documents, split) : [])];
  };
  if (predicts(model)) {
    const { tallies, states, ...own } = await score('the model', (onShare) =>
      scorePredictor({ id: 'model', model }, documents, split, onShare),
    );
    return { bits: [own, ...(await others(true))], tallies, states };
  }
  if (model.scoreTexts === undefined) return { bits: [], tallies: [], states: null };
  const { tallies, ...own } = await score('the model', async (onShare) => {
    const texts = documents.map(({ text }) => text);
    const logs = await model.scoreTexts!(texts, { onShare });
    return { ...boundBits(documents, logs, split), tallies: [tallyBounds(documents, logs)] };
  });
  return { bits: [own, ...(await others(false))], tallies, states: null };
}

/** Scores held-out documents. A model with a state, or a control for one, scores them twice: with the state carried and with resets. */
async function scorePredictor(
  { id, model }: Named<LanguageModel>,
  documents: readonly TextDocument[],
  split: string,
  onShare: OnShare,
  isControl = false,
): Promise<PredictorBits & ModelBits> {
  const scores = await scoreHeldOut(model, documents, onShare, isControl);
  const { carried, reset } = scores;
  const stateOf = (name: string, scored: typeof carried): TestSide => {
    return { id: name, figures: bothMeans(partsOfSettled(scored, reset!.every)) };
  };
  return {
    summary: summarizeScores({ name: id, stateful: model.stateful }, scores, { split }),
    side: { id, figures: bothMeans(partsOfBits('bits', carried)) },
    tallies: [
      toTally(partsOfBits('bits-carried', carried)),
      ...(reset === null ? [] : [toTally(partsOfBits('bits-reset', reset.documents))]),
    ],
    states: reset && {
      carried: stateOf('carried', carried),
      reset: stateOf('reset', reset.documents),
    },
  };
}

/** Returns the mean over characters, in which long documents weigh more, and the mean over documents. */
function bothMeans<Id extends 'bits' | 'state'>(byCharacter: DocumentParts<Id>): TestSide['figures'] {
  const { measure, parts } = byCharacter;
  return [byCharacter, { ...byCharacter, measure: `${measure}-per-document`, parts: eachOnce(parts) }];
}

/** Returns metric 9 as an upper bound, from the likelihood of whole documents, spread evenly over characters as for compressors. */
function boundBits(
  documents: readonly TextDocument[],
  logs: readonly TextLog[],
  split: string,
): PredictorBits {
  const carried = documents.map(({ path: name }, index) => {
    const { log, characters } = logs[index]!;
    return { name, logProbabilities: new Float32Array(characters).fill(log / characters) };
  });
  const named = { name: 'model', stateful: false };
  const { carried: upperBound, ...bits } = summarizeScores(named, { carried, reset: null }, { split });
  const summary = { ...bits, carried: null, ...(upperBound !== null && { upperBound }) };
  return { summary, side: { id: 'model', figures: [] } };
}

/** Minimum number of characters to compress. */
const LEAST_COMPRESSED = 2000;

type Compress = (text: string) => { readonly length: number };

/** Compression that Node has since 22.15, and that the types for Node 20 lack. */
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
 * Returns the bits per character that compressors need for held-out text, each document by itself: baselines that owe nothing to training
 * (though brotli has some words of the web built in). The cost is spread evenly over the characters of a document, so that the interval
 * over documents is computed as for a model. Uses what this version of Node has: gzip and brotli, and zstd since 22.15. Too little text, of
 * which a compressor's header is a large part, gets no figures.
 */
export function compressorBits(documents: readonly TextDocument[], split: string): PredictorBits[] {
  if (charactersOf(documents) < LEAST_COMPRESSED) return [];
  return Object.entries(compressors).map(([predictor, compress]) => {
    const carried = documents.map(({ path: name, text }) => {
      const nats = 8 * compress(text).length * Math.LN2;
      return { name, logProbabilities: new Float32Array(text.length).fill(-nats / text.length) };
    });
    return {
      summary: summarizeScores({ name: predictor, stateful: false }, { carried, reset: null }, { split }),
      side: { id: predictor, figures: bothMeans(partsOfBits('bits', carried)) },
    };
  });
}
