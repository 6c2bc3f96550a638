import type { Difference, Estimate } from '../../result/shapes.ts';
import { quantile } from '../../statistics/quantile.ts';
import { RandomStream } from '../../statistics/random.ts';
import type { PropertyHistogram } from './best-units.ts';

const RESAMPLES = 1999;
/** Of fewer no test says anything at 5 %, as in `pairedDifference`; a bootstrap would say more than it knows. */
const FEWEST_DOCUMENTS = 6;

/**
 * The area under a ROC curve over documents that may be drawn more than once: a positive of document i beats a negative of document j in so many
 * pairs, so that each draw of documents costs little.
 */
export class Areas {
  readonly #wins: readonly Float64Array[];
  readonly #positives: Float64Array;
  readonly #negatives: Float64Array;

  /** @param documents counts by ascending value, a histogram each */
  constructor(documents: readonly PropertyHistogram[]) {
    const below = documents.map(({ negatives }) => halvesBelow(negatives));
    this.#wins = documents.map(({ positives }) =>
      Float64Array.from(below, (counts) => positives.reduce((sum, n, bin) => sum + n * counts[bin]!, 0)),
    );
    this.#positives = Float64Array.from(documents, ({ positives }) => sumOf(positives));
    this.#negatives = Float64Array.from(documents, ({ negatives }) => sumOf(negatives));
  }

  /** @param times how often each document counts; null without a positive or without a negative */
  area(times: ArrayLike<number>): number | null {
    let [positive, negative, wins] = [0, 0, 0];
    for (let i = 0; i < this.#wins.length; i++) {
      if (times[i] === 0) continue;
      positive += times[i]! * this.#positives[i]!;
      negative += times[i]! * this.#negatives[i]!;
      const row = this.#wins[i]!;
      for (let j = 0; j < row.length; j++) wins += times[i]! * times[j]! * row[j]!;
    }
    return positive === 0 || negative === 0 ? null : wins / (positive * negative);
  }
}

/** How many have a lower value, and half of those with the same. */
function halvesBelow(counts: Float64Array): Float64Array {
  let before = 0;
  return counts.map((n) => {
    before += n;
    return before - n / 2;
  });
}

function sumOf(counts: Float64Array): number {
  return counts.reduce((sum, n) => sum + n, 0);
}

/** Several areas over the same documents, and how they came out when these were drawn anew, all together: bootstrap over documents. */
export class ResampledAreas<Name extends string> {
  readonly #values: Readonly<Record<Name, number | null>>;
  readonly #draws: Readonly<Record<Name, number | null>>[] = [];
  readonly #documents: number;

  constructor(areas: Readonly<Record<Name, Areas>>, documents: number, seed: number) {
    const all = (times: ArrayLike<number>) =>
      Object.fromEntries(
        Object.entries<Areas>(areas).map(([name, area]) => [name, area.area(times)]),
      ) as Record<Name, number | null>;
    this.#documents = documents;
    this.#values = all(new Float64Array(documents).fill(1));
    const random = new RandomStream(seed);
    for (let resample = 0; resample < RESAMPLES && documents > 1; resample++) {
      const times = new Float64Array(documents);
      for (let draw = 0; draw < documents; draw++) times[random.nextInteger(documents)]!++;
      this.#draws.push(all(times));
    }
  }

  /** Null where a class is empty. */
  estimate(name: Name): Estimate | null {
    return this.#summary((areas) => areas[name]);
  }

  /** The one minus the other; no interval from fewer than six documents. The p-value is twice the share of draws on the far side of zero. */
  difference(name: Name, other: Name): Difference | null {
    const of = (areas: Readonly<Record<Name, number | null>>): number | null =>
      areas[name] === null || areas[other] === null ? null : areas[name] - areas[other];
    const summary = this.#summary(of);
    if (summary === null) return null;
    if (this.#documents < FEWEST_DOCUMENTS) return { value: summary.value, low: null, high: null, pValue: 1 };
    const draws = this.#draws.map(of).filter((value) => value !== null);
    const beyond = draws.filter((value) => (summary.value < 0 ? value >= 0 : value <= 0)).length;
    return { ...summary, pValue: Math.min(1, (2 * (1 + beyond)) / (1 + draws.length)) };
  }

  #summary(of: (areas: Readonly<Record<Name, number | null>>) => number | null): Estimate | null {
    const value = of(this.#values);
    if (value === null) return null;
    const draws = this.#draws.map(of).filter((draw) => draw !== null);
    if (draws.length === 0) return { value, low: null, high: null };
    const ascending = Float64Array.from(draws).sort();
    return { value, low: quantile(ascending, 0.025), high: quantile(ascending, 0.975) };
  }
}
