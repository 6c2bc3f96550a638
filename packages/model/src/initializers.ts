import type { RandomStream } from './random-stream.ts';

/** Initial values of a parameter of the given shape, row-major float32. */
export type Initializer = (shape: readonly number[], random: RandomStream) => Float32Array;

/** Uniform in ±√(6 / (fan in + fan out)) (Glorot and Bengio 2010), for [fan in, fan out]. */
export const glorotUniform: Initializer = (shape, random) => {
  const [fanIn, fanOut] = shape as [number, number];
  return uniformValues(shape, Math.sqrt(6 / (fanIn + fanOut)), random);
};

/** Uniform in ±`limit`. */
export function uniformWithin(limit: number): Initializer {
  return (shape, random) => uniformValues(shape, limit, random);
}

/** Orthonormal rows (Saxe et al. 2013), for [H, gates × H]; they preserve the length of the hidden state's gradient. */
export const orthogonal: Initializer = (shape, random) => {
  const [rows, columns] = shape as [number, number];
  return orthogonalRows(rows, columns, random);
};

export const zeros: Initializer = (shape) => new Float32Array(sizeOf(shape));

/** LSTM bias, gates i, f, c, o: `forgetBias` for the forget gate (1: Jozefowicz et al. 2015), 0 for the others. */
export function forgetGateBias(forgetBias: number): Initializer {
  return (shape) => {
    const values = new Float32Array(sizeOf(shape));
    const units = values.length / 4;
    return values.fill(forgetBias, units, 2 * units);
  };
}

/**
 * LSTM bias, gates i, f, c, o, of chrono initialization (Tallec and Ollivier 2018, 1804.11188): log u for the forget gate, u uniform in
 * [1, `length` − 1], so that a cell keeps what it holds for about u characters; −log u for the input gate; 0 for the others.
 */
export function chronoBias(length: number): Initializer {
  return (shape, random) => {
    const values = new Float32Array(sizeOf(shape));
    const units = values.length / 4;
    for (let unit = 0; unit < units; unit++) {
      values[units + unit] = Math.log(1 + (length - 2) * random.uniform());
      values[unit] = -values[units + unit]!;
    }
    return values;
  };
}

/** Number of elements of a shape. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, dimension) => product * dimension, 1);
}

function uniformValues(shape: readonly number[], limit: number, random: RandomStream): Float32Array {
  const values = new Float32Array(sizeOf(shape));
  for (let i = 0; i < values.length; i++) values[i] = limit * (2 * random.uniform() - 1);
  return values;
}

/**
 * Random matrix with orthonormal rows, Q Qᵀ = I, uniform over all such matrices. Gram–Schmidt on normal rows equals the QR decomposition
 * of Keras' `Orthogonal` with its sign convention (the diagonal of R is positive).
 *
 * One pass in double precision is enough: the condition number of a normal matrix is about 3 for [H, 4H] and about H for [H, H].
 * Takes 8 H³ floating-point operations for [H, 4H].
 *
 * @returns [rows, columns] float32, row-major; rows ≤ columns
 */
export function orthogonalRows(rows: number, columns: number, random: RandomStream): Float32Array {
  const q = new Float64Array(rows * columns);
  for (let i = 0; i < q.length; i++) q[i] = random.normal();
  for (let row = 0; row < rows; row++) {
    const current = row * columns;
    let other = 0;
    // Four rows at a time: the current row is read from memory once for four products.
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
