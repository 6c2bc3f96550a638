import type { CharacterNetwork } from '../character-network.ts';
import { copyRows, joinStates, type ModelState, selectState } from '../model-state.ts';
import { BatchedReader } from './batched-reader.ts';
import type { TokenIds } from './token-ids.ts';

/** Maximum number of characters of each sequence read at once. */
const CHUNK = 128;

/**
 * Computes the state after each of several sequences, read as one batch. Sequences leave the batch when they end: nothing is padded.
 *
 * @param sequences one or more
 * @param initial state before each sequence, which is disposed of; the default is zero
 * @returns a row for each sequence; the caller disposes of it
 */
export async function readStates(
  model: CharacterNetwork,
  sequences: readonly TokenIds[],
  initial?: ModelState,
): Promise<ModelState> {
  const segments = sequences.map(({ length }, sequence) => ({ sequence, start: 0, length }));
  const batch = { sequences, segments, batchSize: segments.length, chunk: CHUNK, pads: false };
  const reader = new BatchedReader(model, { ...batch, ...(initial !== undefined && { initial }) });
  const parts: ModelState[] = [];
  const order: number[] = [];
  const keepEnded = (): void => {
    const rows = [...reader.rows.keys()].filter((row) => {
      const { segment, read } = reader.rows[row]!;
      return read === segment.length;
    });
    if (rows.length > 0) parts.push(copyRows(reader.state, rows));
    order.push(...rows.map((row) => reader.rows[row]!.segment.sequence));
  };
  keepEnded();
  for await (const chunk of reader.chunks()) {
    reader.read(chunk, (logits) => logits).dispose();
    keepEnded();
  }
  const rowOf = new Map(order.map((sequence, row) => [sequence, row]));
  return selectState(
    joinStates(parts),
    Array.from(sequences.keys(), (sequence) => rowOf.get(sequence)!),
  );
}
