import { checkArgument } from '@longrange/errors';

/** Character ids of a text. */
export type TokenIds = Int32Array | Uint16Array | Uint8Array;

/**
 * Sequences side by side, as a model reads them: [T, B] int32, id t of sequence b at t × B + b.
 *
 * @param rows B sequences; those shorter than T are padded, of longer ones the first T ids are taken
 */
export function timeMajor(rows: readonly TokenIds[], T: number, padding = 0): Int32Array {
  const areRows = Array.isArray(rows) && rows.every((row) => ArrayBuffer.isView(row));
  checkArgument(areRows, 'rows', 'a list of character ids, a typed array each', rows);
  checkArgument(Number.isInteger(T) && T >= 0, 'T', 'a whole number from 0', T);
  checkArgument(Number.isInteger(padding), 'padding', 'a whole number', padding);
  const B = rows.length;
  const ids = new Int32Array(T * B).fill(padding);
  rows.forEach((row, b) => {
    const steps = Math.min(T, row.length);
    for (let t = 0; t < steps; t++) ids[t * B + b] = row[t]!;
  });
  return ids;
}
