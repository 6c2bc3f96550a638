/** Steps, sequences and units of a recurrent layer. */
export interface RecurrentDimensions {
  /** Steps: characters of a sequence. */
  readonly T: number;
  /** Sequences side by side. */
  readonly B: number;
  /** Units of the layer. */
  readonly H: number;
}
