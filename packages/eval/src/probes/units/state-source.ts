/** State of a model after each character, and the gates that produced it, for the probe of units. */
export interface StateSource {
  /** First layer first. */
  readonly layers: readonly StateLayer[];
  /**
   * Reads texts, each from an empty state, and passes the states and gates to `visit` in stretches. Stretches of one
   * text come in order; those of different texts may interleave. The last character of a text may be left out.
   */
  read(texts: readonly string[], visit: (stretch: StateStretch) => void): Promise<void>;
}

/** A layer, for the probe of units. */
export interface StateLayer {
  /** Number of units, H. */
  readonly units: number;
  /** Gates with values between 0 and 1. */
  readonly gates: readonly {
    readonly name: string;
    /** True if this gate multiplies the previous state: its mean says how fast the unit forgets. */
    readonly keepsState: boolean;
  }[];
}

/** The states of a layer along a stretch of text. */
export interface StateStretch {
  /** Index of the text. */
  readonly text: number;
  /** Offset of the first character read, in UTF-16 code units, each of which counts as a character here. */
  readonly start: number;
  /** Number of characters read. */
  readonly length: number;
  /** First layer first. */
  readonly layers: readonly {
    readonly states: StateRows;
    /** Gates in the order of `StateLayer.gates`. */
    readonly gates: readonly StateRows[];
  }[];
}

/** A number per unit for each character: unit u at character t is at `offset + t × stride + u`. */
export interface StateRows {
  /** A larger array, which may hold other rows too. */
  readonly values: ArrayLike<number>;
  /** Offset of the first character's row. */
  readonly offset: number;
  /** Offset from one row to the next, at least H. */
  readonly stride: number;
}
