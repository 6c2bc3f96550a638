// Text to batches, in Node and in browsers: nothing below imports what only Node has.
export { type Batch, type Batcher, type BatcherPosition, batchesFor } from './batcher.ts';
export { StreamBatcher, type StreamBatcherOptions } from './stream-batcher.ts';
export { WindowBatcher } from './window-batcher.ts';
