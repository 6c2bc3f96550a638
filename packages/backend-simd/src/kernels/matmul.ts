import { _FusedMatMul, BatchMatMul, type TensorInfo, util } from '@tensorflow/tfjs-core';
import type { Engine } from '../engine.ts';
import { type KernelCall, type NamedKernel, PARALLEL_WORK } from './kernel.ts';

/** C (M, N) = op(A) op(B) + bias, or C += …; matrices by address, row-major, without gaps between rows. */
export interface Product {
  readonly M: number;
  readonly N: number;
  readonly K: number;
  readonly a: number;
  readonly transposeA?: boolean;
  readonly b: number;
  readonly transposeB?: boolean;
  readonly c: number;
  readonly bias?: number;
  readonly accumulate?: boolean;
  /** True if B is the same whenever a recorded product is repeated */
  readonly constant?: boolean;
}

export function product(engine: Engine, given: Product): void {
  const { transposeA = false, transposeB = false, constant = false, ...operands } = given;
  const { M, N, K } = operands;
  if (constant && M === 1 && !transposeA && !transposeB) {
    packedRow(engine, { bias: 0, ...operands });
    return;
  }
  const scratchBytes = engine.sizes.matmulScratchBytes();
  engine.withScratch(scratchBytes * engine.threads, (scratch) => {
    const args = {
      bias: 0,
      accumulate: false,
      ...operands,
      scratch,
      scratchBytes,
      aStride: (transposeA ? M : K) * 4,
      aTransposed: transposeA,
      bStride: (transposeB ? K : N) * 4,
      bTransposed: transposeB,
      cStride: N * 4,
    };
    engine.run('matmul', args, M * N * K >= PARALLEL_WORK);
  });
}

/** Records the product of a single row. B is packed now, once for all rounds. */
function packedRow(engine: Engine, { N, K, a, b, bias, c }: Omit<Product, 'bias'> & { bias: number }): void {
  const columns = Math.ceil(N / 4);
  const blocks = { columns, depth: K, blocks: 4, blockStep: columns * 4, interleaved: true };
  const scratchBytes = 16 * engine.sizes.panelColumns() + 4 * K + 64;
  const panelBytes = 4 * engine.sizes.panelBytes(columns, K);
  // Both blocks are kept until the recording ends.
  engine.withScratch(panelBytes, (panels) => {
    engine.runShares('packPanels', { ...blocks, from: b, stride: N * 4, along: true, to: panels }, 1, 1);
    engine.withScratch(scratchBytes * engine.threads, (scratch) => {
      const args = { N, K, a, panels, bias, c, scratch, scratchBytes };
      engine.run('packedRow', args, N * K >= PARALLEL_WORK);
    });
  });
}

/** tf.matMul and tf.fused.matMul of float32 matrices, each op(A) (M, K), op(B) (K, N); everything else is inherited. */
function matmulKernel({ inputs, attrs, backend, output }: KernelCall): TensorInfo | null {
  const { a, b, bias, preluActivationWeights } = inputs as Record<string, TensorInfo>;
  const { transposeA, transposeB, activation } = attrs as {
    transposeA: boolean;
    transposeB: boolean;
    activation?: string;
  };
  if (a === undefined || b === undefined || a.dtype !== 'float32' || b.dtype !== 'float32') return null;
  const outer = a.shape.slice(0, -2);
  if (a.shape.length !== b.shape.length || !util.arraysEqual(outer, b.shape.slice(0, -2))) return null;
  if (preluActivationWeights != null || (activation !== undefined && activation !== 'linear')) return null;
  const batch = util.sizeFromShape(outer);
  const [rowsA, columnsA] = a.shape.slice(-2) as [number, number];
  const [rowsB, columnsB] = b.shape.slice(-2) as [number, number];
  const [M, K] = transposeA ? [columnsA, rowsA] : [rowsA, columnsA];
  const [N, depth] = transposeB ? [rowsB, columnsB] : [columnsB, rowsB];
  if (K !== depth || batch * M * N * K === 0) return null;
  if (bias != null && (bias.dtype !== 'float32' || bias.shape.length !== 1 || bias.shape[0] !== N))
    return null;

  const [aAt, bAt] = [backend.address(a), backend.address(b)];
  const biasAt = bias == null ? 0 : backend.address(bias);
  const { info, address } = output([...outer, M, N]);
  for (let i = 0; i < batch; i++) {
    product(backend.engine, {
      M,
      N,
      K,
      transposeA,
      transposeB,
      constant: backend.isConstant(b),
      bias: biasAt,
      a: aAt + i * M * K * 4,
      b: bAt + i * K * N * 4,
      c: address + i * M * N * 4,
    });
  }
  return info;
}

export const matmulKernels: readonly NamedKernel[] = [
  [BatchMatMul, matmulKernel],
  [_FusedMatMul, matmulKernel],
];
