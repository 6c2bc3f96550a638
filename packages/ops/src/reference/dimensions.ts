/** Steps, sequences and units of a recurrent layer. */
export interface RecurrentDimensions {
  readonly T: number;
  readonly B: number;
  readonly H: number;
}
