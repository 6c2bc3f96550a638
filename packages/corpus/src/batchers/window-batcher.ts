import {
  type Batch,
  type Batcher,
  type BatcherOptions,
  type BatcherPosition,
  checkPosition,
  checkShape,
  positionOf,
  tooShortForBatch,
} from './batcher.ts';
import { packBatch } from './pack-batch.ts';
import { permutation } from './permutation.ts';

/**
 * The reference's windows: the text, documents joined in their order, is cut into windows of T characters whose
 * targets are the same shifted by one; windows are shuffled in each epoch and the state is reset for each. Every
 * character is a target exactly once an epoch but the first one, the less than T at the end of the text, and
 * the less than B windows that do not fill a batch, others in each epoch.
 */
export class WindowBatcher implements Batcher {
  readonly batchesPerEpoch: number;
  private readonly options: BatcherOptions;
  private readonly windows: number;
  private epoch = 0;
  private batch = 0;
  private order: Uint32Array;

  /** @throws CORPUS_TOO_SHORT where the text does not fill one batch, BATCHER_SHAPE */
  constructor(options: BatcherOptions) {
    checkShape(options);
    this.options = options;
    this.windows = Math.floor((options.ids.length - 1) / options.sequenceLength);
    this.batchesPerEpoch = Math.floor(this.windows / options.batchSize);
    if (this.batchesPerEpoch < 1) throw tooShortForBatch(options);
    this.order = permutation(this.windows, options.seed, 0);
  }

  next(): Batch {
    if (this.batch === this.batchesPerEpoch) this.goTo(this.epoch + 1, 0);
    const { ids, batchSize, sequenceLength } = this.options;
    const rows = Array.from({ length: batchSize }, (_, b) => {
      const start = this.order[this.batch * batchSize + b]! * sequenceLength;
      return ids.subarray(start, start + sequenceLength + 1);
    });
    this.batch++;
    return { ...packBatch(rows, sequenceLength), resetState: true, epoch: this.epoch };
  }

  position(): BatcherPosition {
    return positionOf('window', this.options, this.epoch, this.batch);
  }

  seek(position: BatcherPosition): void {
    checkPosition(position, this.position(), this.batchesPerEpoch);
    this.goTo(position.epoch, position.batch);
  }

  private goTo(epoch: number, batch: number): void {
    if (epoch !== this.epoch) this.order = permutation(this.windows, this.options.seed, epoch);
    this.epoch = epoch;
    this.batch = batch;
  }
}
