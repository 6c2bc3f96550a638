/** One document's part of a ratio of sums. */
export interface RatioPart {
  /** Bits, for example, or cases held. */
  readonly numerator: number;
  /** Characters, for example, or cases. */
  readonly denominator: number;
}

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

/** Members of each document, in the order in which documents and members occur. */
export function groupByDocument<T extends { readonly document: string }>(
  members: readonly T[],
): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const member of members) {
    const group = groups.get(member.document);
    if (group === undefined) groups.set(member.document, [member]);
    else group.push(member);
  }
  return groups;
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
