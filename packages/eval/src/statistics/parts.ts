/** One document's part of a ratio of sums. */
export interface RatioPart {
  /** Bits, for example, or cases held. */
  readonly numerator: number;
  /** Characters, for example, or cases. */
  readonly denominator: number;
}

/** Fewest documents that give an interval: with two, the variance would rest on a single difference. `pairedDifference` needs twice as many. */
export const LEAST_FOR_INTERVAL = 3;

/** A document with its part of a ratio of sums. */
export interface NamedPart extends RatioPart {
  readonly document: string;
}

/** Sums up numerators and denominators document by document. */
export class DocumentSums {
  readonly #parts = new Map<string, { document: string; numerator: number; denominator: number }>();
  /** Cases of one document usually come in sequence. */
  #last = { document: '', numerator: 0, denominator: 0 };

  add(document: string, numerator: number, denominator: number): void {
    if (this.#last.document !== document || this.#parts.size === 0) {
      this.#last = this.#parts.get(document) ?? { document, numerator: 0, denominator: 0 };
      this.#parts.set(document, this.#last);
    }
    this.#last.numerator += numerator;
    this.#last.denominator += denominator;
  }

  /** Parts in the order in which the documents first occurred. */
  get parts(): NamedPart[] {
    return [...this.#parts.values()];
  }
}

/** Groups of values with the same key; groups and their members are in the order in which they occur. */
export function groupBy<T, K>(values: readonly T[], keyOf: (value: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const value of values) {
    const key = keyOf(value);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [value]);
    else group.push(value);
  }
  return groups;
}

/** Members of each document. */
export function groupByDocument<T extends { readonly document: string }>(
  members: readonly T[],
): Map<string, T[]> {
  return groupBy(members, ({ document }) => document);
}

/**
 * Scales documents to equal length, so that each counts once in their mean: a macro average where the parts themselves give a micro
 * average. The sum of the denominators stays the same.
 *
 * @param parts each with a denominator above 0
 */
export function eachOnce<T extends RatioPart>(parts: readonly T[]): T[] {
  const length = parts.reduce((sum, { denominator }) => sum + denominator, 0) / parts.length;
  return parts.map((part) => ({
    ...part,
    numerator: (length * part.numerator) / part.denominator,
    denominator: length,
  }));
}
