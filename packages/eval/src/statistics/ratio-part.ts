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
