import { RandomStream } from '@longrange/code';
import type { RatioPart } from '../../src/statistics/parts.ts';

/** Draws data whose truth is known: documents as long as those of the standard library, which differ from one another. */
export class Simulation {
  readonly #random: RandomStream;

  constructor(seed: number) {
    this.#random = new RandomStream(seed);
  }

  uniform(): number {
    return this.#random.nextFloat();
  }

  normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.uniform())) * Math.cos(2 * Math.PI * this.uniform());
  }

  /** Returns a number of characters: lognormal with a median of 7,000 and σ = 1.4 by default. */
  size(median = 7000, spread = 1.4): number {
    return 1 + Math.round(median * Math.exp(spread * this.normal()));
  }

  /**
   * Draws documents with one case per 1,000 characters on average. A document's own share is Beta-distributed with mean `share`, so that
   * two of its cases have the correlation `correlation`. Documents without a case are left out.
   */
  shares(documents: number, share: number, correlation: number): RatioPart[] {
    const rest = 1 / correlation - 1;
    return Array.from({ length: documents }, () => {
      const denominator = this.#poisson(this.size() / 1000);
      const own = this.#beta(share * rest, (1 - share) * rest);
      let numerator = 0;
      for (let index = 0; index < denominator; index++) if (this.uniform() < own) numerator++;
      return { numerator, denominator };
    }).filter(({ denominator }) => denominator > 0);
  }

  /** Knuth's product of uniforms, in parts that do not underflow. */
  #poisson(mean: number): number {
    let count = 0;
    for (let left = mean; left > 0; left -= 500) {
      const floor = Math.exp(-Math.min(500, left));
      for (let product = this.uniform(); product > floor; product *= this.uniform()) count++;
    }
    return count;
  }

  /** Ratio of gammas; if both underflow, one of the two ends. */
  #beta(a: number, b: number): number {
    const [x, y] = [this.#gamma(a), this.#gamma(b)];
    return x + y > 0 ? x / (x + y) : Number(this.uniform() < a / (a + b));
  }

  /** Marsaglia & Tsang (2000). */
  #gamma(shape: number): number {
    if (shape < 1) return this.#gamma(shape + 1) * (1 - this.uniform()) ** (1 / shape);
    const d = shape - 1 / 3;
    for (;;) {
      const x = this.normal();
      const v = (1 + x / Math.sqrt(9 * d)) ** 3;
      if (v > 0 && Math.log(1 - this.uniform()) < (x * x) / 2 + d - d * v + d * Math.log(v)) return d * v;
    }
  }
}

/** Returns the percentage of results that `isRight` accepts. */
export function percentOf(results: number, isRight: (result: number) => boolean): number {
  let right = 0;
  for (let result = 0; result < results; result++) if (isRight(result)) right++;
  return (100 * right) / results;
}

/** Returns true if an interval contains the truth. */
export function holds(
  { low, high }: { readonly low: number | null; readonly high: number | null },
  truth: number,
): boolean {
  return low !== null && high !== null && low <= truth && truth <= high;
}
