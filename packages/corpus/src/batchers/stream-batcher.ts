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
 * Streams for truncated backpropagation through time with carried state.
 *
 * In each epoch the documents are shuffled, joined, and the text is cut into B equal streams; each batch takes the
 * next T characters of every stream. Every character is a target exactly once an epoch but the first one and
 * the end of the epoch's text, together at most B·T characters, others in each epoch. The state is reset
 * at an epoch's first batch only.
 */
export class StreamBatcher implements Batcher {
  readonly batchesPerEpoch: number;
  private readonly options: BatcherOptions;
  private readonly characters: number;
  private epoch = 0;
  private batch = 0;
  private order: EpochOrder;

  /** @throws CORPUS_TOO_SHORT where the text does not fill one batch, BATCHER_SHAPE */
  constructor(options: BatcherOptions) {
    checkShape(options);
    this.options = options;
    this.characters = options.documents.reduce((sum, { start, end }) => sum + end - start, 0);
    this.batchesPerEpoch = Math.floor((this.characters - 1) / (options.batchSize * options.sequenceLength));
    if (this.batchesPerEpoch < 1) throw tooShortForBatch(options);
    this.order = new EpochOrder(options, 0);
  }

  next(): Batch {
    if (this.batch === this.batchesPerEpoch) this.goTo(this.epoch + 1, 0);
    const { batchSize, sequenceLength } = this.options;
    const streamLength = this.batchesPerEpoch * sequenceLength;
    const rows = Array.from({ length: batchSize }, (_, b) => {
      const row = new Int32Array(sequenceLength + 1);
      this.order.read(b * streamLength + this.batch * sequenceLength, row);
      return row;
    });
    const resetState = this.batch === 0;
    this.batch++;
    return { ...packBatch(rows, sequenceLength), resetState, epoch: this.epoch };
  }

  position(): BatcherPosition {
    return positionOf('stream', this.options, this.epoch, this.batch);
  }

  seek(position: BatcherPosition): void {
    checkPosition(position, this.position(), this.batchesPerEpoch);
    this.goTo(position.epoch, position.batch);
  }

  private goTo(epoch: number, batch: number): void {
    if (epoch !== this.epoch) this.order = new EpochOrder(this.options, epoch);
    this.epoch = epoch;
    this.batch = batch;
  }
}

/** The text of one epoch: the documents in their shuffled order, never copied together. */
class EpochOrder {
  private readonly ids: Uint8Array | Uint16Array;
  private readonly documents: BatcherOptions['documents'];
  private readonly order: Uint32Array;
  /** Where each document of the order starts in the epoch's text. */
  private readonly starts: Float64Array;

  constructor({ ids, documents, seed }: BatcherOptions, epoch: number) {
    this.ids = ids;
    this.documents = documents;
    this.order = permutation(documents.length, seed, epoch);
    this.starts = new Float64Array(documents.length);
    let start = 0;
    for (let rank = 0; rank < documents.length; rank++) {
      this.starts[rank] = start;
      const document = documents[this.order[rank]!]!;
      start += document.end - document.start;
    }
  }

  /** Fills `target` with the epoch's text from `offset` on. */
  read(offset: number, target: Int32Array): void {
    let rank = this.rankAt(offset);
    let inDocument = offset - this.starts[rank]!;
    for (let filled = 0; filled < target.length; rank++, inDocument = 0) {
      const { start, end } = this.documents[this.order[rank]!]!;
      const from = start + inDocument;
      const piece = this.ids.subarray(from, Math.min(end, from + target.length - filled));
      target.set(piece, filled);
      filled += piece.length;
    }
  }

  /** The last document that starts at or before `offset`, by bisection. */
  private rankAt(offset: number): number {
    let low = 0;
    let high = this.starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (this.starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
