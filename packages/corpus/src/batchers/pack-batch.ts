import type { Batch } from './batcher.ts';

/**
 * Rows of T + 1 ids as a batch: the first T of each are tokens, the last T their targets. The one place that decides how a
 * batch lies in memory.
 */
export function packBatch(
  rows: readonly (Int32Array | Uint16Array | Uint8Array)[],
  sequenceLength: number,
): Pick<Batch, 'tokens' | 'targets' | 'batchSize' | 'sequenceLength'> {
  const batchSize = rows.length;
  const tokens = new Int32Array(sequenceLength * batchSize);
  const targets = new Int32Array(sequenceLength * batchSize);
  rows.forEach((row, b) => {
    for (let t = 0; t < sequenceLength; t++) {
      tokens[t * batchSize + b] = row[t]!;
      targets[t * batchSize + b] = row[t + 1]!;
    }
  });
  return { tokens, targets, batchSize, sequenceLength };
}
