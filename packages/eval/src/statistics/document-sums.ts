import type { NamedPart } from './ratio-part.ts';

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
