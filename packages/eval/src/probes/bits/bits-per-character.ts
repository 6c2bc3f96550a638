import type { TextDocument } from '@longrange/code';
import {
  checkArgument,
  checkDocuments,
  describeValue,
  LongrangeError,
  parseOptions,
} from '@longrange/errors';
import { z } from 'zod';
import { resetPieces, SharedWork } from '../../models/batches.ts';
import type { LanguageModel, OnShare } from '../../models/language-model.ts';
import { doublingScale } from '../../statistics/buckets.ts';
import type { DocumentParts } from '../../statistics/document-parts.ts';
import { DocumentSums, eachOnce, type RatioPart } from '../../statistics/parts.ts';
import { clusteredRatio, sumOf } from '../../statistics/ratio.ts';
import type { BitsPerCharacter } from './schema.ts';

/** A model's scores of the characters of one document. */
export interface ScoredDocument {
  readonly name: string;
  /** Natural logarithms, one per character; those that are NaN (a first character) are left out. */
  readonly logProbabilities: Float32Array;
}

/** Number of characters since the last reset from which each character is predicted; 0 at a first character that the model predicts. */
export function sinceReset(
  { logProbabilities }: Pick<ScoredDocument, 'logProbabilities'>,
  every: number,
): (at: number) => number {
  const isFirstPredicted = !Number.isNaN(logProbabilities[0]);
  return (at) => (isFirstPredicted ? at % every : at === 0 ? 0 : ((at - 1) % every) + 1);
}

/** Bits that a carried state saves, by the number of characters since the last reset. Up to the first reset nothing differs. */
function savedSinceReset(
  carried: readonly ScoredDocument[],
  { every, documents }: NonNullable<HeldOutScores['reset']>,
): BitsPerCharacter['sinceReset'] {
  const buckets = new Map<number, DocumentSums>();
  carried.forEach(({ logProbabilities }, document) => {
    const since = sinceReset({ logProbabilities }, every);
    const name = `${document}`;
    for (let at = every; at < logProbabilities.length; at++) {
      const nats = logProbabilities[at]! - documents[document]!.logProbabilities[at]!;
      if (Number.isNaN(nats)) continue;
      const index = doublingScale.indexOf(since(at));
      if (!buckets.has(index)) buckets.set(index, new DocumentSums());
      buckets.get(index)!.add(name, nats / Math.LN2, 1);
    }
  });
  return [...buckets]
    .sort(([a], [b]) => a - b)
    .map(([index, { parts }]) => {
      const { estimate: value, low, high } = clusteredRatio(parts);
      const [from, to] = [doublingScale.lowerBound(index), doublingScale.lowerBound(index + 1)];
      return { from, to, n: sumOf(parts).denominator, value, low, high };
    });
}

/** Number of characters between resets, as in the reference's training. */
export const RESET_EVERY = 256;

/** A model's scores of held-out documents, character by character. */
export interface HeldOutScores {
  /** Scores with the state carried from the beginning of each document to its end. */
  readonly carried: readonly ScoredDocument[];
  /** Null for a model without a state. */
  readonly reset: { readonly every: number; readonly documents: readonly ScoredDocument[] } | null;
  /** Scores of a token model by its tokenizer's own tokens: an upper bound on the bits of `carried`. */
  readonly upperBound?: readonly ScoredDocument[];
}

/**
 * Scores held-out documents with the state carried and, if the model has one, reset every 256 characters.
 * @param isControl true to score a model without a state as if it had one: its loss at a reset is a cold start, not lost memory
 */
export async function scoreHeldOut(
  model: LanguageModel,
  documents: readonly TextDocument[],
  onShare: OnShare = () => undefined,
  isControl = false,
): Promise<HeldOutScores> {
  const isReset = model.stateful || isControl;
  const isBounded = model.scoreOwnTokens !== undefined;
  const work = new SharedWork([1, isReset ? 1 : 0, isBounded ? 1 : 0], onShare);
  const carried = await scoreDocuments(model, documents, null, work.part(0));
  if (!isReset) return { carried, reset: null };
  const reset = model.stateful
    ? await scoreDocuments(model, documents, RESET_EVERY, work.part(1))
    : await scorePieces(model, documents, RESET_EVERY, work.part(1));
  const texts = documents.map(({ text }) => text);
  const bounds = await model.scoreOwnTokens?.(texts, { onShare: work.part(2) });
  return {
    carried,
    reset: { every: RESET_EVERY, documents: reset },
    ...(bounds && { upperBound: named(documents, bounds) }),
  };
}

/** Scores documents in pieces, each by itself: the same as a reset, for a model that has no state to reset. */
async function scorePieces(
  model: LanguageModel,
  documents: readonly TextDocument[],
  every: number,
  onShare: OnShare,
): Promise<ScoredDocument[]> {
  const pieces = resetPieces(
    documents.map(({ text }) => text),
    every,
  );
  const named = pieces.map(({ index, text }) => ({ path: documents[index]!.path, text }));
  const scored = await scoreDocuments(model, named, null, onShare);
  const all = documents.map(({ path: name, text }) => ({
    name,
    logProbabilities: new Float32Array(text.length),
  }));
  for (const [place, { index, start }] of pieces.entries())
    all[index]!.logProbabilities.set(scored[place]!.logProbabilities, start);
  return all;
}

const probeOptionsSchema = z.strictObject({ split: z.string() });

/** Metric 9 of a model on held-out documents. @throws LongrangeError `ARGUMENT_INVALID`, `PROBE_OPTIONS`, `SCORES_EMPTY` */
export async function probeBitsPerCharacter(
  model: LanguageModel,
  documents: readonly (string | TextDocument)[],
  options: { readonly split: string },
): Promise<BitsPerCharacter> {
  const isModel = typeof model?.score === 'function' && typeof model.predict === 'function';
  checkArgument(isModel, 'model', 'a model with the methods of `LanguageModel`', model);
  const named = checkDocuments(documents);
  const context = { code: 'PROBE_OPTIONS', subject: 'options of probeBitsPerCharacter' };
  const { split } = parseOptions(probeOptionsSchema, options, context);
  return summarizeScores(model, await scoreHeldOut(model, named), { split });
}

/**
 * Metric 9, from existing scores: mean −log₂ p over all characters, with a 95 % interval over documents. By position: from the `carried`
 * scores, where the state is empty at the beginning of each document, so that position i is predicted from the i characters before it; in
 * doubling buckets.
 * @throws LongrangeError `SCORES_EMPTY` without scores, `SCORES_INVALID` if one is not the logarithm of a probability
 */
export function summarizeScores(
  { name: predictor, stateful }: Pick<LanguageModel, 'name' | 'stateful'>,
  { carried, reset, upperBound }: HeldOutScores,
  { split }: { readonly split: string },
): BitsPerCharacter {
  const sumsOf = (documents: readonly ScoredDocument[]) =>
    documents.map((document) => sumBits(document, predictor));
  const parts = sumsOf(carried);
  const characters = sumOf(parts).denominator;
  if (characters === 0) throw noScores(predictor, split);
  return {
    predictor,
    split,
    characters,
    carried: interval(parts),
    reset: reset && { ...interval(sumsOf(reset.documents)), every: reset.every },
    byPosition: stateful ? bitsByPosition(carried) : [],
    sinceReset: reset === null ? [] : savedSinceReset(carried, reset),
    ...(upperBound && { upperBound: interval(sumsOf(upperBound)) }),
  };
}

async function scoreDocuments(
  model: LanguageModel,
  documents: readonly TextDocument[],
  resetEvery: number | null,
  onShare: OnShare,
): Promise<ScoredDocument[]> {
  const texts = documents.map(({ text }) => text);
  return named(documents, await model.score(texts, { resetEvery, onShare }));
}

function named(documents: readonly TextDocument[], scores: readonly Float32Array[]): ScoredDocument[] {
  return documents.map(({ path: name }, index) => ({
    name,
    logProbabilities: scores[index] ?? new Float32Array(),
  }));
}

/**
 * Sums a document's bits and counts the characters scored.
 * @throws LongrangeError `SCORES_INVALID`
 */
export function sumBits({ name, logProbabilities }: ScoredDocument, predictor: string): RatioPart {
  let nats = 0;
  let characters = 0;
  for (let i = 0; i < logProbabilities.length; i++) {
    const score = logProbabilities[i]!;
    if (Number.isNaN(score)) continue;
    // Rounded to float32, a probability of 1 may come out slightly above 1. The negation also rejects what is not a number.
    if (!(score <= 1e-5) || score === Number.NEGATIVE_INFINITY) throw invalidScore(score, i, name, predictor);
    nats -= score;
    characters++;
  }
  return { numerator: nats / Math.LN2, denominator: characters };
}

function interval(parts: readonly RatioPart[]): NonNullable<BitsPerCharacter['carried']> {
  const counted = parts.filter(({ denominator }) => denominator > 0);
  return { ...estimateOf(counted), perDocument: estimateOf(eachOnce(counted)) };
}

function estimateOf(parts: readonly RatioPart[]): NonNullable<BitsPerCharacter['carried']>['perDocument'] {
  const { estimate, low, high } = clusteredRatio(parts);
  return { bits: estimate, low: low === null ? null : Math.max(0, low), high };
}

function bitsByPosition(documents: readonly ScoredDocument[]): BitsPerCharacter['byPosition'] {
  const buckets: { n: number; nats: number }[] = [];
  for (const { logProbabilities } of documents) {
    for (let i = 0; i < logProbabilities.length; i++) {
      if (Number.isNaN(logProbabilities[i]!)) continue;
      const index = doublingScale.indexOf(i);
      while (buckets.length <= index) buckets.push({ n: 0, nats: 0 });
      const bucket = buckets[index]!;
      bucket.n++;
      bucket.nats -= logProbabilities[i]!;
    }
  }
  return buckets.flatMap(({ n, nats }, index) => {
    const bounds = { from: doublingScale.lowerBound(index), to: doublingScale.lowerBound(index + 1) };
    return n === 0 ? [] : [{ ...bounds, n, bits: nats / n / Math.LN2 }];
  });
}

function noScores(predictor: string, split: string): LongrangeError {
  return new LongrangeError({
    code: 'SCORES_EMPTY',
    message: `Expected at least one scored document of the ${split} split for ${predictor}, got none.`,
    hint: 'give documents that hold characters of the alphabet.',
  });
}

function invalidScore(score: number, index: number, name: string, predictor: string): LongrangeError {
  return new LongrangeError({
    code: 'SCORES_INVALID',
    message: `Expected finite log probabilities of at most 0 from ${predictor === 'model' ? 'the model' : predictor}, got ${describeValue(score)} for character ${index} of ${name}.`,
    ...(score === Number.NEGATIVE_INFINITY
      ? {
          hint: 'a probability of 0 costs infinitely many bits: give every character of the alphabet a probability above 0.',
        }
      : {}),
  });
}

/** Characters after a reset from which a carried state can show memory; before that, a model without memory has a cold start, too. */
export const SETTLED = 128;

/** Each document's bits and number of characters, from the scores of its characters. */
export function partsOfBits<Id extends string>(
  measure: Id,
  documents: readonly ScoredDocument[],
): DocumentParts<Id> {
  const parts = documents.map((document) => ({ document: document.name, ...sumBits(document, measure) }));
  return { measure, range: null, parts: parts.filter(({ denominator }) => denominator > 0) };
}

/** The same for only those characters that come `SETTLED` or more after a reset, whether the state was reset or carried. */
export function partsOfSettled(
  documents: readonly ScoredDocument[],
  resetEvery: number,
): DocumentParts<'state'> {
  const settled = documents.map(({ name, logProbabilities }) => {
    const since = sinceReset({ logProbabilities }, resetEvery);
    return { name, logProbabilities: logProbabilities.filter((_, at) => since(at) >= SETTLED) };
  });
  return partsOfBits('state', settled);
}
