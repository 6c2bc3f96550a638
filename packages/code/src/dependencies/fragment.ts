/** A piece of real code that may be put between two ends. */
export interface Fragment {
  /** Lines without their common indentation, without a line break at the end. */
  readonly lines: readonly string[];
  /** Of text and line breaks. */
  readonly length: number;
}

/** Fragments without any opener at all, and such with one: of as many kinds as the answer may be, so that they favour none. */
export interface FragmentPool {
  readonly plain: readonly Fragment[];
  readonly attractors: readonly (readonly Fragment[])[];
}
