/** A sweep: the current state of its trials. */
export interface Sweep {
  readonly name: string;
  readonly description: string | undefined;
  /** `12 settings × 5 seeds: 60 trials` */
  readonly size: string;
  /** `57 finished, 3 waiting` */
  readonly counts: string;
  /** Names of the parameters that vary. */
  readonly parameters: readonly string[];
  readonly trials: readonly SweepTrial[];
  /** Notes for the reader of the comparison, such as why there is none. */
  readonly notes: readonly string[];
}

/** One training. */
export interface SweepTrial {
  readonly number: number;
  /** Trials of one setting differ in their seed. */
  readonly setting: number;
  readonly seed: number | null;
  /** Values of the parameters that vary. */
  readonly values: readonly (number | string)[];
  readonly status: string;
  readonly step: number;
  /** The lowest bits per character on the validation split. */
  readonly validationBits: number | null;
  /** Bits per character of the best checkpoint on the test split. */
  readonly testBits: number | null;
  /** Bits per character at each validation. */
  readonly curve: readonly { readonly characters: number; readonly bits: number }[];
}
