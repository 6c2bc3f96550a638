import { streamBatcherOptionsSchema } from '../options-schema.ts';
import {
  type Batch,
  type Batcher,
  type BatcherOptions,
  type BatcherPlace,
  type BatcherPosition,
  checkOptions,
  checkPosition,
  IGNORED_TARGET,
  positionOf,
  tooShortForBatch,
} from './batcher.ts';
import { ChunkOrder, chunksOf } from './chunk-order.ts';

/** Options of `StreamBatcher`. */
export interface StreamBatcherOptions extends BatcherOptions {
  /**
   * Id of the start-of-document symbol, which an empty state reads in place of a previous character. Null (the default)
   * if there is none; the first character of a document is then not a target.
   */
  readonly beginOfDocument?: number | null;
  /** Start each document from an empty state. Default: true. */
  readonly resetAtDocuments?: boolean;
  /** Start every sequence of every batch from an empty state. Default: false. */
  readonly resetAlways?: boolean;
}

/**
 * Streams for truncated backpropagation through time with carried state.
 *
 * In each epoch, the documents are shuffled and cut into chunks of T targets, each from its start, so the last chunk of a document is
 * padded. The chunks are divided into B streams of neighboring chunks, and each batch takes the next chunk of every stream. Every
 * character is a target exactly once per epoch (except a document's first one if no symbol marks its start).
 * Streams differ by at most one chunk; those that have ended are padding in the epoch's last batch.
 *
 * A sequence starts from an empty state at the start of a document and in an epoch's first batch, where a stream may start in the
 * middle of one. None of these choices changes which chunks form a batch, or their order.
 */
export class StreamBatcher implements Batcher {
  readonly batchesPerEpoch: number;
  readonly charactersPerEpoch: number;
  private readonly options: StreamBatcherOptions;
  private readonly beginOfDocument: number | null;
  private readonly skipped: number;
  private readonly chunks: number;
  private place: BatcherPlace = { epoch: 0, batch: 0 };
  private order: ChunkOrder;

  /** @throws CORPUS_TOO_SHORT if the text does not fill one batch, BATCHER_OPTIONS */
  constructor(options: StreamBatcherOptions) {
    checkOptions(streamBatcherOptionsSchema, options);
    const { documents, batchSize, sequenceLength, beginOfDocument = null } = options;
    this.options = options;
    this.beginOfDocument = beginOfDocument;
    this.skipped = beginOfDocument === null ? 1 : 0;
    const counts = documents.map((document) => chunksOf(document, { sequenceLength, skipped: this.skipped }));
    this.chunks = counts.reduce((sum, { chunks }) => sum + chunks, 0);
    this.charactersPerEpoch = counts.reduce((sum, { characters }) => sum + characters, 0);
    this.batchesPerEpoch = Math.ceil(this.chunks / batchSize);
    if (this.chunks < batchSize) {
      const expected = `${batchSize} (\`batchSize\`) pieces of documents, of at most ${sequenceLength} characters (\`sequenceLength\`), for one batch`;
      throw tooShortForBatch(expected, String(this.chunks));
    }
    this.order = this.orderOf(0);
  }

  /** Returns the next batch; the last one of an epoch is followed by the first of the next. */
  next(): Batch {
    const { epoch } = this.place;
    if (this.place.batch === this.batchesPerEpoch) this.goTo({ epoch: epoch + 1, batch: 0 });
    const { batchSize, sequenceLength } = this.options;
    const tokens = new Int32Array(sequenceLength * batchSize).fill(this.beginOfDocument ?? 0);
    const targets = new Int32Array(sequenceLength * batchSize).fill(IGNORED_TARGET);
    const startsEmpty: boolean[] = [];
    let characters = 0;
    for (let b = 0; b < batchSize; b++) {
      const index = this.streamStart(b) + this.place.batch;
      const isOver = index >= this.streamStart(b + 1);
      const filled = isOver ? undefined : this.fill(b, index, tokens, targets);
      startsEmpty.push(filled?.isEmpty ?? true);
      characters += filled?.characters ?? 0;
    }
    const batch = { tokens, targets, batchSize, sequenceLength, characters, startsEmpty };
    const given = { ...batch, epoch: this.place.epoch };
    this.place = { ...this.place, batch: this.place.batch + 1 };
    return given;
  }

  position(): BatcherPosition {
    return positionOf('stream', this.options, this.place);
  }

  seek(position: BatcherPosition): void {
    checkPosition(position, this.position(), this.batchesPerEpoch);
    this.goTo({ epoch: position.epoch, batch: position.batch });
  }

  charactersBefore({ epoch, batch }: BatcherPlace): number {
    const order = epoch === this.place.epoch ? this.order : this.orderOf(epoch);
    let characters = epoch * this.charactersPerEpoch;
    for (let b = 0; b < this.options.batchSize; b++) {
      const start = this.streamStart(b);
      const end = Math.min(start + batch, this.streamStart(b + 1));
      characters += order.charactersBefore(end) - order.charactersBefore(start);
    }
    return characters;
  }

  /** Writes a chunk into column `b`. */
  private fill(b: number, index: number, tokens: Int32Array, targets: Int32Array) {
    const { ids, batchSize, resetAtDocuments = true, resetAlways = false } = this.options;
    const { start, length, beginsDocument } = this.order.at(index);
    const isEmpty = resetAlways || this.place.batch === 0 || (beginsDocument && resetAtDocuments);
    const readsBeginning = this.beginOfDocument !== null && (isEmpty || beginsDocument);
    for (let t = 0; t < length; t++) {
      const at = t * batchSize + b;
      targets[at] = ids[start + t]!;
      if (t > 0 || !readsBeginning) tokens[at] = ids[start + t - 1]!;
    }
    return { isEmpty, characters: length };
  }

  /** Returns the first chunk of stream `b`; for `b` = B, the number of chunks. */
  private streamStart(b: number): number {
    return Math.floor((b * this.chunks) / this.options.batchSize);
  }

  private goTo(place: BatcherPlace): void {
    if (place.epoch !== this.place.epoch) this.order = this.orderOf(place.epoch);
    this.place = place;
  }

  private orderOf(epoch: number): ChunkOrder {
    return new ChunkOrder({ ...this.options, skipped: this.skipped }, epoch);
  }
}
