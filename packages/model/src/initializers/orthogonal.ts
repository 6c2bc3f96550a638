import type { RandomStream } from './random-stream.ts';

/**
 * A random matrix with orthonormal rows, uniform over all of them: Q Qᵀ = I. Gram–Schmidt on normal rows, which is the QR
 * decomposition of Keras' `Orthogonal` with its sign convention (the diagonal of R is positive).
 *
 * One pass in double precision is enough: the condition of a normal matrix is about 3 for [H, 4H] and about H for [H, H].
 * 8 H³ floating-point operations for [H, 4H].
 *
 * @returns [rows, columns] float32, row-major; rows ≤ columns
 */
export function orthogonalRows(rows: number, columns: number, random: RandomStream): Float32Array {
  const q = new Float64Array(rows * columns);
  for (let i = 0; i < q.length; i++) q[i] = random.normal();
  for (let row = 0; row < rows; row++) {
    const current = row * columns;
    let other = 0;
    // Four rows at a time, so that the current row is read from memory once for four products.
    for (; other + 4 <= row; other += 4) subtractFour(q, current, other * columns, columns);
    for (; other < row; other++) subtractOne(q, current, other * columns, columns);
    normalize(q, current, columns);
  }
  return Float32Array.from(q);
}

function subtractFour(q: Float64Array, current: number, first: number, columns: number): void {
  const [second, third, fourth] = [first + columns, first + 2 * columns, first + 3 * columns];
  let [a, b, c, d] = [0, 0, 0, 0];
  for (let i = 0; i < columns; i++) {
    const value = q[current + i]!;
    a += value * q[first + i]!;
    b += value * q[second + i]!;
    c += value * q[third + i]!;
    d += value * q[fourth + i]!;
  }
  for (let i = 0; i < columns; i++) {
    q[current + i]! -= a * q[first + i]! + b * q[second + i]! + c * q[third + i]! + d * q[fourth + i]!;
  }
}

function subtractOne(q: Float64Array, current: number, other: number, columns: number): void {
  let product = 0;
  for (let i = 0; i < columns; i++) product += q[current + i]! * q[other + i]!;
  for (let i = 0; i < columns; i++) q[current + i]! -= product * q[other + i]!;
}

function normalize(q: Float64Array, current: number, columns: number): void {
  let squares = 0;
  for (let i = 0; i < columns; i++) squares += q[current + i]! ** 2;
  const scale = 1 / Math.sqrt(squares);
  for (let i = 0; i < columns; i++) q[current + i]! *= scale;
}
