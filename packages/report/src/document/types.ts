import type { Chart } from './chart.ts';

/** A share with its sample size and 95 % interval. */
export interface Proportion {
  readonly held: number;
  readonly n: number;
  /** Null if there was nothing to count. */
  readonly estimate: number | null;
  readonly low: number;
  readonly high: number;
  readonly documents: number;
  readonly designEffect: number;
  /** A document unlike the others: the interval may be too narrow. */
  readonly apart?: string | undefined;
}

/** A share at distances (or depths) in `[from, to)`; `thin` if there are fewer than 30 cases. */
export interface Bucket extends Proportion {
  readonly from: number;
  readonly to: number;
  readonly censored: number;
  readonly thin: boolean;
}

/** The ends of an interval; null (0 and 1 for a share) if there is none: fewer than three documents do not show how documents differ. */
export interface Bounds {
  readonly low: number | null;
  readonly high: number | null;
  readonly documents?: number | null;
}

/** A number with its 95 % interval over documents; without one if there are fewer than three. */
export interface Estimate {
  readonly value: number;
  readonly low: number | null;
  readonly high: number | null;
}

/** A mean at distances in `[from, to)`. */
export interface MeanBucket extends Estimate {
  readonly from: number;
  readonly to: number;
  readonly n: number;
  readonly thin: boolean;
}

/** Characters marked in a text. */
export interface Mark {
  readonly start: number;
  readonly end: number;
  readonly kind:
    | 'matched'
    | 'wrongType'
    | 'closedByForce'
    | 'unclosed'
    | 'censored'
    | 'stray'
    | 'string'
    | 'indentation'
    | 'controlFlow';
  /** Position of the other end. */
  readonly partner: number | null;
}

/** A stretch of a document with marks, such as broken dependencies, and the surprisal of each character by predictor. */
export interface Excerpt {
  readonly document: string;
  readonly text: string;
  readonly marks: readonly Mark[];
  readonly surprisals?:
    | readonly { readonly predictor: string; readonly bits: readonly (number | null)[] }[]
    | undefined;
}

/** A text colored by the activations of one unit. */
export interface Picture {
  readonly title: string;
  readonly layer: number;
  readonly unit: number;
  readonly document: string;
  readonly text: string;
  /** Activation after each character, from −1 to 1. */
  readonly activations: readonly number[];
}

/** A table cell. Numbers are kept beside their text, so that a page can be read back exactly. */
export type Cell =
  | { kind: 'text'; text: string; detail?: string }
  | { kind: 'code'; text: string }
  | { kind: 'number'; value: number; text: string; detail?: string }
  | { kind: 'proportion'; proportion: Proportion; censored?: number; thin?: boolean }
  | { kind: 'nothing' };

/** Rows of cells. The first cell heads its row. */
export interface Table {
  caption: string;
  columns: readonly string[];
  rows: readonly (readonly Cell[])[];
  /** Let the reader sort it by a column. */
  isSortable?: boolean;
}

/** A chart with its table, or a table alone. */
export interface Figure {
  id: string;
  /** Null if the figure is its table. */
  chart: Chart | null;
  title: string;
  /** Explains what is counted. */
  caption: string;
  /** Explains how to read the chart. */
  chartNote?: string;
  /** Description for someone who cannot see the chart. */
  description: string;
  table: Table;
  /** Fold the table although there is no chart before it. */
  folded?: boolean;
  /** Failures in the ranges of distance that the chart shows. */
  failures?: readonly FailureRange[];
}

/** Failures of one series of a chart in one range of distances. */
export interface FailureRange {
  /** Unique on the page. */
  readonly id: string;
  readonly from: number;
  readonly title: string;
  readonly examples: readonly FailureExample[];
}

/** One failure: a text, its two ends, and what happened, in words. */
export interface FailureExample {
  readonly document: string;
  readonly text: string;
  readonly opener: number;
  readonly at: number;
  readonly omitted: { readonly at: number; readonly characters: number } | null;
  /** Meaning of the mark at `at`. */
  readonly kind: Mark['kind'] | 'trueCloser';
  /** `closed by the wrong type`. */
  readonly words: string;
}

/** Terms and what they mean, in the order of the page. */
export type Definitions = Readonly<Record<string, string>>;

/** A heading with its sentences and figures. */
export interface Section {
  id: string;
  /** Number in docs/metrics.md of the metric that the section is about. */
  metric?: number;
  title: string;
  /** Plain text. The first paragraph is the answer; the others are details. */
  paragraphs: readonly string[];
  /** The first one shows the answer; the others are details. */
  figures: readonly Figure[];
  /** Samples with their broken dependencies marked. */
  excerpts?: readonly { name: string; excerpt: Excerpt }[];
  pictures?: readonly Picture[];
  definitions?: Definitions;
  /** Shows the section unfolded, and its tables in terminals. */
  isOpen?: boolean;
}

/** A section that may still hold empty paragraphs and null figures. */
export interface SectionDraft extends Omit<Section, 'figures'> {
  figures: readonly (Figure | null)[];
}
