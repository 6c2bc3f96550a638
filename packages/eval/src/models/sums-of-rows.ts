/**
 * Returns the sum of the probabilities of each row.
 * @param rows natural logarithms, [count × V]
 */
export function sumsOfRows(rows: Float32Array, V: number): number[] {
  return Array.from({ length: rows.length / V }, (_, row) =>
    rows.subarray(row * V, (row + 1) * V).reduce((sum, log) => sum + Math.exp(log), 0),
  );
}
