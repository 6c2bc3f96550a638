import { profile } from '@tensorflow/tfjs-core';

/** Product of (M, K) by (K, N); an operand that is `transposed` is stored as (K, M) or (N, K). */
export interface MatrixProduct {
  readonly M: number;
  readonly N: number;
  readonly K: number;
  readonly transposed?: 'a' | 'b';
}

type Shape = readonly number[] & { readonly [axis in 0 | 1 | 2]: number };
/** Sizes of x (M, K) × w (K, N) */
type Sizes = readonly [M: number, K: number, N: number];

/** Products inside our kernels by the shapes of their inputs; `again`: those that the gradient computes a second time. */
const fused: Readonly<Record<string, (...inputs: Shape[]) => { first: Sizes[]; again?: Sizes[] }>> = {
  LstmFromTokens: (_, [H, width], _hidden, _cell, [T, B]) => ({ first: [[T * B, H, width]] }),
  LstmFromInputs: ([T, B, I], [, width], _, [H]) => ({ first: [I, H].map((K) => [T * B, K, width]) }),
  Projections: ([T, B, I], ...weights) => ({
    first: weights.filter(({ length }) => length === 2).map(([, O]) => [T * B, I, O]),
  }),
  // The state of each head, K × V, by its kernel at every step.
  MatrixRecurrence: ([T, B, width], _keys, _values, _keep, [, V]) => {
    const sizes: Sizes = [T * B * width, V, V];
    return { first: [sizes], again: [sizes] };
  },
  // At every step, for each head: what the state holds for a key, what is written, and what is read.
  GatedDelta: ([T, B, width], ...others) => {
    const K = others.find(({ length }) => length > 3)!.at(-1)!;
    const sizes: Sizes = [(T * B * width) / K, K, K];
    return { first: [sizes, sizes, sizes], again: [sizes] };
  },
  // Scores of the keys in the window, and the sum of their values.
  WindowAttention: ([T, B, width], _keys, _values, [, before], _cached, _filled, [, half]) => {
    const [K, window] = [2 * half, before + 1];
    const rows = (T * B * width) / K;
    const scores: Sizes = [rows, K, window];
    return { first: [scores, [rows, window, K]], again: [scores] };
  },
};

/** Returns the matrix products of one step on the current backend, with what each kernel computes inside. */
export async function productsOf(step: () => Promise<unknown>): Promise<MatrixProduct[]> {
  const { kernels } = await profile(async () => {
    await step();
    return [];
  });
  return kernels.flatMap(({ name, inputShapes, outputShapes }) => {
    if (name === 'BatchMatMul' || name === '_FusedMatMul')
      return [matMulProduct(inputShapes as number[][], outputShapes[0] as number[])];
    const [, operation = '', gradient] = /^Longrange(.+?)(Gradient)?$/.exec(name) ?? [];
    const sizes = fused[operation]?.(...(inputShapes as unknown as Shape[]));
    if (sizes === undefined) return [];
    const { first, again = [] } = sizes;
    return gradient ? [...again.map(forward), ...first.flatMap(backward)] : first.map(forward);
  });
}

const forward = ([M, K, N]: Sizes): MatrixProduct => ({ M, K, N });

/** Gradients of x and of the weights. */
const backward = ([M, K, N]: Sizes): MatrixProduct[] => [
  { M, K: N, N: K, transposed: 'b' },
  { M: K, K: M, N, transposed: 'a' },
];

function matMulProduct([a, b]: number[][], result: number[]): MatrixProduct {
  const [M, N] = result.slice(-2) as [number, number];
  const [rows, columns] = a!.slice(-2) as [number, number];
  const K = (rows * columns) / M;
  if (rows !== M) return { M, N, K, transposed: 'a' };
  return b!.at(-2) === K ? { M, N, K } : { M, N, K, transposed: 'b' };
}
