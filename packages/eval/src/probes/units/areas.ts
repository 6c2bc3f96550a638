import type { Difference, Estimate } from '../../result/shapes.ts';
import { studentCritical, studentTwoSided } from '../../statistics/student-t.ts';
import type { PropertyHistogram } from './best-units.ts';

/** Of fewer nothing is claimed, as in `pairedDifference`. */
const FEWEST_DOCUMENTS = 6;

/**
 * The area under a ROC curve over documents of which some may be left out: a positive of document i beats a negative of document j in so many
 * pairs, so that each choice of documents costs little.
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

/**
 * Several areas over the same documents, with 95 % intervals and tests by the jackknife: each document is left out once, and from how the areas then
 * differ follows their variance, with Student's t for the number of documents. Areas by themselves on the logit scale, on which
 * they are more nearly normal and stay between 0 and 1. Efron & Tibshirani (1993), chapter 11. A bootstrap over so few documents
 * holds the truth in 85 to 92 % of results, this in 94 to 96 (see the test).
 */
export class JackknifedAreas<Name extends string> {
  readonly #values: Readonly<Record<Name, number | null>>;
  /** Without each of the documents. */
  readonly #without: readonly Readonly<Record<Name, number | null>>[];

  constructor(areas: Readonly<Record<Name, Areas>>, documents: number) {
    const all = (leftOut: number | null) => {
      const times = Float64Array.from({ length: documents }, (_, document) => (document === leftOut ? 0 : 1));
      const entries = Object.entries<Areas>(areas).map(([name, area]) => [name, area.area(times)]);
      return Object.fromEntries(entries) as Record<Name, number | null>;
    };
    this.#values = all(null);
    this.#without = Array.from({ length: documents }, (_, document) => all(document));
  }

  /** Null where a class is empty. */
  estimate(name: Name): Estimate | null {
    const value = this.#values[name];
    if (value === null) return null;
    const error = this.#standardError((areas) => logit(areas[name]));
    if (error === null) return { value, low: null, high: null };
    if (value === 0 || value === 1) return { value, low: value, high: value };
    const halfWidth = studentCritical(this.#without.length - 1) * error;
    return { value, low: logistic(logit(value) - halfWidth), high: logistic(logit(value) + halfWidth) };
  }

  /** The one minus the other, with a two-sided test; no interval and no claim from fewer than six documents. */
  difference(name: Name, other: Name): Difference | null {
    const [one, two] = [this.#values[name], this.#values[other]];
    if (one === null || two === null) return null;
    const value = one - two;
    const error = this.#standardError((areas) =>
      areas[name] === null || areas[other] === null ? Number.NaN : areas[name] - areas[other],
    );
    if (error === null || this.#without.length < FEWEST_DOCUMENTS) {
      return { value, low: null, high: null, pValue: 1 };
    }
    const degrees = this.#without.length - 1;
    const halfWidth = studentCritical(degrees) * error;
    const pValue = error === 0 ? Number(value === 0) : studentTwoSided(value / error, degrees);
    return { value, low: value - halfWidth, high: value + halfWidth, pValue };
  }

  /** Null where a document more or less empties a class, or there is only one. */
  #standardError(of: (areas: Readonly<Record<Name, number | null>>) => number): number | null {
    const values = this.#without.map(of);
    if (values.length < 2 || values.some(Number.isNaN)) return null;
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    return Math.sqrt(((values.length - 1) / values.length) * squares);
  }
}

/** NaN of null; finite for 0 and 1, too. */
function logit(area: number | null): number {
  if (area === null) return Number.NaN;
  const inside = Math.min(1 - 1e-6, Math.max(1e-6, area));
  return Math.log(inside / (1 - inside));
}

function logistic(value: number): number {
  return 1 / (1 + Math.exp(-value));
}
