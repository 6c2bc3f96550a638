import { LongrangeError, type OptionsSchema, parseOptions } from '@longrange/errors';
import type { DocumentSpan } from '../corpus-split.ts';
import { batcherPlaceSchema } from '../options-schema.ts';

/** Target value of padding, which the loss ignores. */
export const IGNORED_TARGET = -1;

/** Input of one training step. All arrays are time-major: character `t` of sequence `b` is at `t * batchSize + b`. */
export interface Batch {
  /** `[T, B]` int32. */
  readonly tokens: Int32Array;
  /** `[T, B]` int32: the character that follows each token, or `IGNORED_TARGET`. */
  readonly targets: Int32Array;
  /** Number of sequences (B). */
  readonly batchSize: number;
  /** Characters per sequence (T). */
  readonly sequenceLength: number;
  /** Number of targets that are not padding. */
  readonly characters: number;
  /** `[B]`: true for sequences that start from an empty state; the others continue from the previous batch. */
  readonly startsEmpty: readonly boolean[];
  /** Epoch, from 0. */
  readonly epoch: number;
}

/** Options common to all batchers; `ids` and `documents` come from `encodeSplit`. */
export interface BatcherOptions {
  /** `[characters]` uint8 or uint16. */
  readonly ids: Uint8Array | Uint16Array;
  /** Position of each document in `ids`. */
  readonly documents: readonly DocumentSpan[];
  /** Number of sequences (B). */
  readonly batchSize: number;
  /** Characters per sequence (T). */
  readonly sequenceLength: number;
  /** Seed of the order of each epoch. */
  readonly seed: number;
}

/** Index of a batch: its epoch, and its number within that epoch. */
export interface BatcherPlace {
  /** Epoch, from 0. */
  readonly epoch: number;
  /** Batches of this epoch already returned. */
  readonly batch: number;
}

/** State of a batcher as plain JSON. `seek` uses the other fields to reject a position in different data or of a different shape. */
export interface BatcherPosition extends BatcherPlace {
  readonly kind: 'stream' | 'window';
  readonly seed: number;
  readonly batchSize: number;
  readonly sequenceLength: number;
  /** Characters in the text. */
  readonly characters: number;
}

/** Endless sequence of batches of the training text, epoch after epoch. */
export interface Batcher {
  /** Batches per epoch. */
  readonly batchesPerEpoch: number;
  /** Target characters per epoch. */
  readonly charactersPerEpoch: number;
  /** Returns the next batch; the last one of an epoch is followed by the first of the next. */
  next(): Batch;
  /** Position of the batch that `next` returns next. */
  position(): BatcherPosition;
  /** Continues from a position. @throws BATCHER_POSITION if it belongs to other data, another shape or another seed */
  seek(position: BatcherPosition): void;
  /** Target characters before a batch, counted from the start of the first epoch. */
  charactersBefore(place: BatcherPlace): number;
}

/** Number of batches, from the start of the first epoch, that contain this many target characters. */
export function batchesFor(batcher: Batcher, characters: number): number {
  const { batchesPerEpoch, charactersPerEpoch } = batcher;
  const epoch = Math.max(0, Math.ceil(characters / charactersPerEpoch) - 1);
  let [low, high] = [0, batchesPerEpoch];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (batcher.charactersBefore({ epoch, batch: middle }) >= characters) high = middle;
    else low = middle + 1;
  }
  return epoch * batchesPerEpoch + low;
}

/** Returns the fraction of an epoch's targets that is padding, from 0 to 1. */
export function paddingShare(
  { batchesPerEpoch, charactersPerEpoch }: Batcher,
  { batchSize, sequenceLength }: Pick<BatcherOptions, 'batchSize' | 'sequenceLength'>,
): number {
  return 1 - charactersPerEpoch / (batchesPerEpoch * batchSize * sequenceLength);
}

/** @throws BATCHER_OPTIONS, also for documents outside the text */
export function checkOptions(schema: OptionsSchema<unknown>, options: BatcherOptions): void {
  parseOptions(schema, options, { code: 'BATCHER_OPTIONS', subject: 'options of a batcher' });
  const { ids, documents } = options;
  const outside = documents.find(({ start, end }) => start > end || end > ids.length);
  if (outside === undefined) return;
  throw new LongrangeError({
    code: 'BATCHER_OPTIONS',
    message: `Expected documents within the ${ids.length} ids of the text, got ${outside.path} from ${outside.start} to ${outside.end}.`,
    hint: 'take `ids` and `documents` of one encoded split.',
    exitCode: 2,
  });
}

/** Returns the error for a text that does not fill one batch. */
export function tooShortForBatch(expected: string, got: string): LongrangeError {
  return new LongrangeError({
    code: 'CORPUS_TOO_SHORT',
    message: `Expected at least ${expected}, got ${got}.`,
    hint: 'use a smaller batch size or sequence length, or more text.',
    exitCode: 2,
  });
}

export function positionOf(
  kind: BatcherPosition['kind'],
  { ids, seed, batchSize, sequenceLength }: BatcherOptions,
  { epoch, batch }: BatcherPlace,
): BatcherPosition {
  return { kind, epoch, batch, seed, batchSize, sequenceLength, characters: ids.length };
}

/** @throws BATCHER_POSITION unless `position` belongs to the same batcher as `own` */
export function checkPosition(
  position: BatcherPosition,
  own: BatcherPosition,
  batchesPerEpoch: number,
): void {
  const context = { code: 'BATCHER_POSITION', subject: 'position in the training text' };
  parseOptions(batcherPlaceSchema, position, context);
  for (const name of ['kind', 'seed', 'batchSize', 'sequenceLength', 'characters'] as const) {
    if (position[name] !== own[name]) throw badPosition(`${name} ${own[name]}`, String(position[name]));
  }
  const { batch } = position;
  if (batch > batchesPerEpoch) throw badPosition(`a batch from 0 to ${batchesPerEpoch}`, String(batch));
}

function badPosition(expected: string, got: string): LongrangeError {
  return new LongrangeError({
    code: 'BATCHER_POSITION',
    message: `Expected a position in the training text with ${expected}, got ${got}.`,
    hint: 'resume with the corpus, batch size, sequence length and seed that the run started with.',
    exitCode: 2,
  });
}
