/** What a page about a sweep shows: its trials as far as they are. */
export interface SweepReport {
  readonly name: string;
  readonly description: string | undefined;
  /** `12 settings × 5 seeds: 60 trials` */
  readonly size: string;
  /** `57 finished, 3 waiting` */
  readonly counts: string;
  /** Names of what varies. */
  readonly parameters: readonly string[];
  readonly trials: readonly SweepTrial[];
  /** What the reader of the comparison should know, such as why there is none. */
  readonly notes: readonly string[];
}

/** One training. */
export interface SweepTrial {
  readonly number: number;
  /** Trials of one setting differ in their seed. */
  readonly setting: number;
  readonly seed: number | null;
  /** Of the parameters that vary. */
  readonly values: readonly (number | string)[];
  readonly status: string;
  readonly step: number;
  /** The lowest bits per character on the validation split. */
  readonly validationBits: number | null;
  /** Bits per character of the best checkpoint on the test split. */
  readonly testBits: number | null;
  /** Each validation. */
  readonly curve: readonly { readonly characters: number; readonly bits: number }[];
}
