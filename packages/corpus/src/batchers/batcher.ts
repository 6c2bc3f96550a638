import { checkArgument, LongrangeError, type OptionsSchema, parseOptions } from '@longrange/errors';
import type { DocumentSpan } from '../corpus-split.ts';
import { batcherPlaceSchema, batcherShapeSchema } from '../options-schema.ts';

/** The value that marks padding of a sequence. The loss leaves it out. */
export const IGNORED_TARGET = -1;

/** One step's input. All arrays are time-major: the character `t` of sequence `b` is at `t * batchSize + b`. */
export interface Batch {
  /** `[T, B]` int32. */
  readonly tokens: Int32Array;
  /** `[T, B]` int32: the character that follows each token, or `IGNORED_TARGET`. */
  readonly targets: Int32Array;
  /** B: sequences side by side. */
  readonly batchSize: number;
  /** T: characters of each sequence. */
  readonly sequenceLength: number;
  /** Targets that are characters. */
  readonly characters: number;
  /** `[B]`: the sequences that start from an empty state; the others go on from the batch before. */
  readonly startsEmpty: readonly boolean[];
  /** From 0. */
  readonly epoch: number;
}

/** What every batcher needs: `ids` and `documents` as `encodeSplit` gives them, B = `batchSize`, T = `sequenceLength`, and the seed of the order. */
export interface BatcherOptions {
  /** `[characters]` uint8 or uint16. */
  readonly ids: Uint8Array | Uint16Array;
  /** Where each document lies in `ids`. */
  readonly documents: readonly DocumentSpan[];
  /** B: sequences side by side. */
  readonly batchSize: number;
  /** T: characters of each sequence. */
  readonly sequenceLength: number;
  /** Of the order in which each epoch goes through the text. */
  readonly seed: number;
}

/** A place in the epochs: that of the batch that comes next. */
export interface BatcherPlace {
  /** From 0. */
  readonly epoch: number;
  /** Batches of this epoch that were given out. */
  readonly batch: number;
}

/** Where a batcher is: plain JSON. The other fields let `seek` refuse a position of other data or another shape. */
export interface BatcherPosition extends BatcherPlace {
  readonly kind: 'stream' | 'window';
  readonly seed: number;
  readonly batchSize: number;
  readonly sequenceLength: number;
  /** Of the text. */
  readonly characters: number;
}

/** Gives out the training text in batches, epoch after epoch, without end. */
export interface Batcher {
  /** Batches until the text has been gone through once. */
  readonly batchesPerEpoch: number;
  /** Characters that are targets in an epoch. */
  readonly charactersPerEpoch: number;
  /** The next batch; after the last of an epoch the first of the next one. */
  next(): Batch;
  /** The batch that `next` gives out next. */
  position(): BatcherPosition;
  /** Goes on from a position. @throws BATCHER_POSITION where it is of other data, another shape or seed */
  seek(position: BatcherPosition): void;
  /** Characters that are targets before a place, from the very beginning on. */
  charactersBefore(place: BatcherPlace): number;
}

/** Batches from the very beginning until so many characters have been targets. */
export function batchesFor(batcher: Batcher, characters: number): number {
  checkBatcher(batcher);
  checkArgument(Number.isFinite(characters) && characters >= 0, 'characters', 'a number from 0', characters);
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

/** The share of the targets of an epoch that are padding, from 0 to 1. */
export function paddingShare(batcher: Batcher, shape: BatcherShape): number {
  checkBatcher(batcher);
  const context = { code: 'BATCHER_OPTIONS', subject: 'shape of batches' };
  const { batchSize, sequenceLength } = parseOptions(batcherShapeSchema, shape, context);
  const { batchesPerEpoch, charactersPerEpoch } = batcher;
  return 1 - charactersPerEpoch / (batchesPerEpoch * batchSize * sequenceLength);
}

type BatcherShape = Pick<BatcherOptions, 'batchSize' | 'sequenceLength'>;

/** @throws BATCHER_OPTIONS, also for documents that lie outside the text */
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

/** @throws BATCHER_POSITION */
export function checkPlace(place: BatcherPlace): BatcherPlace {
  const context = { code: 'BATCHER_POSITION', subject: 'place in the training text' };
  return parseOptions(batcherPlaceSchema, place, context);
}

function checkBatcher(batcher: Batcher): void {
  const isBatcher = typeof batcher?.charactersBefore === 'function';
  checkArgument(isBatcher, 'batcher', 'a StreamBatcher or a WindowBatcher', batcher);
}

/** The error for a text that does not fill one batch. */
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

/** @throws BATCHER_POSITION where `position` is not one of the batcher that `own` belongs to */
export function checkPosition(
  position: BatcherPosition,
  own: BatcherPosition,
  batchesPerEpoch: number,
): void {
  checkPlace(position);
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
