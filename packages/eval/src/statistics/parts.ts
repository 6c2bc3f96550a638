/** One document's part of a ratio of sums: its numerator (such as bits) and denominator (such as characters). */
export interface RatioPart {
  /** Such as bits, or cases that were held. */
  readonly numerator: number;
  /** Such as characters, or cases. */
  readonly denominator: number;
}

/** A document's name with its part of a ratio of sums. */
export interface NamedPart extends RatioPart {
  readonly document: string;
}

/** Sums up numerators and denominators document by document. */
export class DocumentSums {
  readonly #parts = new Map<string, { document: string; numerator: number; denominator: number }>();
  /** Cases of one document mostly come one after the other. */
  #last = { document: '', numerator: 0, denominator: 0 };

  add(document: string, numerator: number, denominator: number): void {
    if (this.#last.document !== document || this.#parts.size === 0) {
      this.#last = this.#parts.get(document) ?? { document, numerator: 0, denominator: 0 };
      this.#parts.set(document, this.#last);
    }
    this.#last.numerator += numerator;
    this.#last.denominator += denominator;
  }

  /** In the order in which the documents first came. */
  get parts(): NamedPart[] {
    return [...this.#parts.values()];
  }
}

/** What belongs to each document, in the order in which documents and members come. */
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
 * The documents as if all were equally long, so that each counts once in their mean however long it is: a macro average where the parts themselves make
 * a micro average. Both denominators have the same sum.
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
