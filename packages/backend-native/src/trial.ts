import type { NativeEngine } from './native-engine.ts';

/** Neither rows nor columns fill their tiles and panels. */
const ODD = { M: 29, N: 75, K: 51 };
/** Size of a product in a training step */
const USUAL = { M: 96, N: 1024, K: 256 };
const RUNS = 6;
/** Sums of so many products of numbers below 1: of float32, and of bfloat16 with its 8 bits. */
const TOLERANCE = { float32: 1e-5, bfloat16: 0.2 };

/** Fault in a product of this engine; undefined if there is none */
export function findFault(engine: NativeEngine): string | undefined {
  try {
    return withProduct(engine, ODD, ({ left, right, multiply }) => {
      const product = multiply();
      const { M, N, K } = ODD;
      let worst = 0;
      for (let row = 0; row < M; row++) {
        for (let column = 0; column < N; column++) {
          let sum = 0;
          for (let k = 0; k < K; k++) sum += left[row * K + k]! * right[k * N + column]!;
          worst = Math.max(worst, Math.abs(product[row * N + column]! - sum));
        }
      }
      const tolerance = engine.instructionSet.bfloat16 ? TOLERANCE.bfloat16 : TOLERANCE.float32;
      return worst <= tolerance ? undefined : `its product is off by ${worst}`;
    });
  } catch (error) {
    return (error as Error).message;
  }
}

/** The time of a product, the best of a few: another process can only make one slower. */
export function productMilliseconds(engine: NativeEngine): number {
  return withProduct(engine, USUAL, ({ multiply }) => {
    let best = Number.POSITIVE_INFINITY;
    for (let run = 0; run < RUNS; run++) {
      const started = performance.now();
      multiply();
      best = Math.min(best, performance.now() - started);
    }
    return best;
  });
}

interface TrialProduct {
  readonly left: Float32Array;
  readonly right: Float32Array;
  multiply(): Float32Array;
}

function withProduct<T>(engine: NativeEngine, { M, N, K }: typeof ODD, use: (product: TrialProduct) => T): T {
  const { heap, sizes, threads } = engine;
  const scratchBytes = sizes.matmulScratchBytes();
  const blocks = [M * K * 4, K * N * 4, M * N * 4, scratchBytes * threads].map((bytes) =>
    heap.allocate(bytes),
  );
  const [a, b, c, scratch] = blocks as [number, number, number, number];
  try {
    const left = Float32Array.from({ length: M * K }, (_, i) => Math.sin(1.7 * i));
    const right = Float32Array.from({ length: K * N }, (_, i) => Math.cos(0.9 * i));
    heap.floats(a, M * K).set(left);
    heap.floats(b, K * N).set(right);
    return use({
      left,
      right,
      multiply() {
        engine.run('matmul', {
          ...{ M, N, K, bias: 0, accumulate: false, scratch, scratchBytes },
          ...{
            a,
            aStride: K * 4,
            aTransposed: false,
            b,
            bStride: N * 4,
            bTransposed: false,
            c,
            cStride: N * 4,
          },
        });
        return heap.floats(c, M * N);
      },
    });
  } finally {
    for (const block of blocks) heap.free(block);
  }
}
