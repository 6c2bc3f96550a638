import { batcherOptionsSchema } from '../options-schema.ts';
import {
  type Batch,
  type Batcher,
  type BatcherOptions,
  type BatcherPlace,
  type BatcherPosition,
  checkOptions,
  checkPosition,
  positionOf,
  tooShortForBatch,
} from './batcher.ts';
import { permutation } from './chunk-order.ts';

/**
 * Windows as in the reference implementation: the text, with documents joined in order, is cut into windows of T characters; targets
 * are the inputs shifted by one. Windows are shuffled in each epoch. Each starts from a zero state, with the preceding character as its
 * first input. No symbol marks the start of a document. Every character is a target exactly once per epoch, except the first one, fewer
 * than T at the end of the text, and fewer than B windows that do not fill a batch, which differ between epochs.
 */
export class WindowBatcher implements Batcher {
  readonly batchesPerEpoch: number;
  readonly charactersPerEpoch: number;
  private readonly options: BatcherOptions;
  private readonly windows: number;
  private place: BatcherPlace = { epoch: 0, batch: 0 };
  private order: Uint32Array;

  /** @throws CORPUS_TOO_SHORT if the text does not fill one batch, BATCHER_OPTIONS */
  constructor(options: BatcherOptions) {
    checkOptions(batcherOptionsSchema, options);
    this.options = options;
    this.windows = Math.floor((options.ids.length - 1) / options.sequenceLength);
    this.batchesPerEpoch = Math.floor(this.windows / options.batchSize);
    const perBatch = options.batchSize * options.sequenceLength;
    this.charactersPerEpoch = this.batchesPerEpoch * perBatch;
    if (this.batchesPerEpoch < 1) {
      const shape = `${options.batchSize} × ${options.sequenceLength}`;
      throw tooShortForBatch(
        `${perBatch + 1} characters for one batch of ${shape}`,
        String(options.ids.length),
      );
    }
    this.order = permutation(this.windows, options.seed, 0);
  }

  /** Returns the next batch; the last one of an epoch is followed by the first of the next. */
  next(): Batch {
    if (this.place.batch === this.batchesPerEpoch) this.goTo({ epoch: this.place.epoch + 1, batch: 0 });
    const { epoch, batch } = this.place;
    const { ids, batchSize, sequenceLength } = this.options;
    const tokens = new Int32Array(sequenceLength * batchSize);
    const targets = new Int32Array(sequenceLength * batchSize);
    for (let b = 0; b < batchSize; b++) {
      const start = this.order[batch * batchSize + b]! * sequenceLength;
      for (let t = 0; t < sequenceLength; t++) {
        tokens[t * batchSize + b] = ids[start + t]!;
        targets[t * batchSize + b] = ids[start + t + 1]!;
      }
    }
    this.place = { epoch, batch: batch + 1 };
    const startsEmpty = new Array<boolean>(batchSize).fill(true);
    const characters = batchSize * sequenceLength;
    return { tokens, targets, batchSize, sequenceLength, characters, startsEmpty, epoch };
  }

  position(): BatcherPosition {
    return positionOf('window', this.options, this.place);
  }

  seek(position: BatcherPosition): void {
    checkPosition(position, this.position(), this.batchesPerEpoch);
    this.goTo({ epoch: position.epoch, batch: position.batch });
  }

  charactersBefore({ epoch, batch }: BatcherPlace): number {
    const perBatch = this.options.batchSize * this.options.sequenceLength;
    return (epoch * this.batchesPerEpoch + batch) * perBatch;
  }

  private goTo(place: BatcherPlace): void {
    if (place.epoch !== this.place.epoch)
      this.order = permutation(this.windows, this.options.seed, place.epoch);
    this.place = place;
  }
}
