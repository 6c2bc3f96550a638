import { LongrangeError } from '@longrange/errors';
import type { DocumentSpan } from '../corpus-split.ts';

/** One step's input. All arrays are time-major: the character `t` of sequence `b` stands at `t * batchSize + b`. */
export interface Batch {
  /** `[T, B]` int32. */
  readonly tokens: Int32Array;
  /** `[T, B]` int32: the character that follows each token. */
  readonly targets: Int32Array;
  readonly batchSize: number;
  readonly sequenceLength: number;
  /** The recurrent state is to start from zero; otherwise it goes on from the batch before. */
  readonly resetState: boolean;
  /** From 0. */
  readonly epoch: number;
}

export interface BatcherOptions {
  readonly ids: Uint8Array | Uint16Array;
  readonly documents: readonly DocumentSpan[];
  readonly batchSize: number;
  readonly sequenceLength: number;
  readonly seed: number;
}

/** Where a batcher stands: plain JSON. The other fields let `seek` refuse a position of other data or another shape. */
export interface BatcherPosition {
  readonly kind: 'stream' | 'window';
  readonly epoch: number;
  /** Batches of this epoch that were given out. */
  readonly batch: number;
  readonly seed: number;
  readonly batchSize: number;
  readonly sequenceLength: number;
  readonly characters: number;
}

/** Gives out the training text in batches, epoch after epoch, without end. */
export interface Batcher {
  readonly batchesPerEpoch: number;
  next(): Batch;
  /** The batch that `next` gives out next. */
  position(): BatcherPosition;
  /** Goes on from a position. @throws BATCHER_POSITION where it is of other data, another shape or seed */
  seek(position: BatcherPosition): void;
}

/** @throws BATCHER_SHAPE where a size is not a positive whole number */
export function checkShape(options: BatcherOptions): void {
  for (const name of ['batchSize', 'sequenceLength'] as const) {
    if (!Number.isSafeInteger(options[name]) || options[name] < 1) {
      throw new LongrangeError({
        code: 'BATCHER_SHAPE',
        message: `Expected \`${name}\` to be a positive whole number, got ${options[name]}.`,
        exitCode: 2,
      });
    }
  }
}

/** The error for a text that does not fill one batch. */
export function tooShortForBatch({ ids, batchSize, sequenceLength }: BatcherOptions): LongrangeError {
  return new LongrangeError({
    code: 'CORPUS_TOO_SHORT',
    message:
      `Expected at least ${batchSize * sequenceLength + 1} characters for one batch of ` +
      `${batchSize} × ${sequenceLength}, got ${ids.length}.`,
    hint: 'use a smaller batch size or sequence length, or more text.',
    exitCode: 2,
  });
}

export function positionOf(
  kind: BatcherPosition['kind'],
  { ids, seed, batchSize, sequenceLength }: BatcherOptions,
  epoch: number,
  batch: number,
): BatcherPosition {
  return { kind, epoch, batch, seed, batchSize, sequenceLength, characters: ids.length };
}

/** @throws BATCHER_POSITION where `position` is not one of the batcher that `own` belongs to */
export function checkPosition(
  position: BatcherPosition,
  own: BatcherPosition,
  batchesPerEpoch: number,
): void {
  for (const name of ['kind', 'seed', 'batchSize', 'sequenceLength', 'characters'] as const) {
    if (position[name] !== own[name]) throw badPosition(`${name} ${own[name]}`, String(position[name]));
  }
  const { epoch, batch } = position;
  if (!Number.isSafeInteger(epoch) || epoch < 0) throw badPosition('an epoch from 0 on', String(epoch));
  if (!Number.isSafeInteger(batch) || batch < 0 || batch > batchesPerEpoch) {
    throw badPosition(`a batch from 0 to ${batchesPerEpoch}`, String(batch));
  }
}

function badPosition(expected: string, got: string): LongrangeError {
  return new LongrangeError({
    code: 'BATCHER_POSITION',
    message: `Expected a position in the training text with ${expected}, got ${got}.`,
    hint: 'go on with the corpus, batch size, sequence length and seed that the run began with.',
    exitCode: 2,
  });
}
