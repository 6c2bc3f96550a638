import type { JobArguments } from '../jobs.ts';
import type { TrialKernels } from './trial-kernels.ts';

const [M, N, K] = [32, 128, 256];
const RUNS = 12;

/** A product of the size that a training step has. */
export class ProductTrial {
  readonly trial: TrialKernels;
  readonly #c: number;
  readonly #args: JobArguments<'matmul'>;

  constructor(trial: TrialKernels) {
    this.trial = trial;
    const [a, b] = [trial.numbers(M * K), trial.numbers(K * N)];
    this.#c = trial.allocate(M * N * 4);
    this.#args = {
      ...{ M, N, K, bias: 0, accumulate: false },
      ...{ a, aStride: K * 4, aTransposed: false },
      ...{ b, bStride: N * 4, bTransposed: false },
      ...{ c: this.#c, cStride: N * 4 },
      ...{ scratch: trial.allocate(trial.exports.matmulScratchBytes()), scratchBytes: 0 },
    };
  }

  /** The best of a few runs: another process can only make one slower. */
  bestMilliseconds(): number {
    let best = Number.POSITIVE_INFINITY;
    for (let run = 0; run < RUNS; run++) {
      const start = performance.now();
      for (let i = 0; i < 4; i++) this.trial.run('matmul', this.#args);
      best = Math.min(best, performance.now() - start);
    }
    return best;
  }

  result(): Float32Array {
    return this.trial.read(this.#c, M * N);
  }
}
