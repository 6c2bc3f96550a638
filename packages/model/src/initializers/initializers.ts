import { orthogonalRows } from './orthogonal.ts';
import type { RandomStream } from './random-stream.ts';

/** The first values of a parameter of the given shape, row-major float32. */
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

/** Orthonormal rows (Saxe et al. 2013), for [H, gates × H]: keeps the length of the hidden state's gradient. */
export const orthogonal: Initializer = (shape, random) => {
  const [rows, columns] = shape as [number, number];
  return orthogonalRows(rows, columns, random);
};

export const zeros: Initializer = (shape) => new Float32Array(sizeOf(shape));

/** LSTM bias, gates i, f, c, o: 1 for the forget gate (Jozefowicz et al. 2015), 0 for the others. */
export const unitForgetBias: Initializer = (shape) => {
  const values = new Float32Array(sizeOf(shape));
  const units = values.length / 4;
  return values.fill(1, units, 2 * units);
};

/** Number of elements of a shape. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, dimension) => product * dimension, 1);
}

function uniformValues(shape: readonly number[], limit: number, random: RandomStream): Float32Array {
  const values = new Float32Array(sizeOf(shape));
  for (let i = 0; i < values.length; i++) values[i] = limit * (2 * random.uniform() - 1);
  return values;
}
