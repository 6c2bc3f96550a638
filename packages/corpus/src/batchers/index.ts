// Turns text into batches, in Node and in browsers: nothing below imports anything that only Node has.
export { type Batch, type Batcher, type BatcherPosition, batchesFor } from './batcher.ts';
export { StreamBatcher, type StreamBatcherOptions } from './stream-batcher.ts';
export { WindowBatcher } from './window-batcher.ts';
