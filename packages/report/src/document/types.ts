import type { Result } from '@longrange/eval';
import type {
  Bucket,
  CountBucket,
  Estimate,
  Excerpt,
  HazardBucket,
  IncidencePoint,
  MeanBucket,
  Proportion,
  Subject,
  SurvivalPoint,
  Units,
} from '@longrange/eval/result';
import type { Bounds } from '../text/format.ts';
import type { Chart } from './chart.ts';

export type {
  Bucket,
  CountBucket,
  Estimate,
  Excerpt,
  HazardBucket,
  IncidencePoint,
  MeanBucket,
  Proportion,
  Result,
  Subject,
  SurvivalPoint,
};

/** A text coloured by what one unit does while it reads it. */
export type Picture = Units['pictures'][number];

/** A table cell. The kinds keep the number beside its rendering, so that a page can be read back exactly. */
export type Cell =
  | { kind: 'text'; text: string }
  | { kind: 'code'; text: string }
  | { kind: 'number'; value: number; text: string; detail?: string }
  | { kind: 'proportion'; proportion: Proportion; censored?: number; thin?: boolean }
  | ({ kind: 'bits'; bits: number } & Bounds)
  | { kind: 'nothing' };

export interface Table {
  caption: string;
  /** The first column heads its row. */
  columns: readonly string[];
  rows: readonly (readonly Cell[])[];
  /** Whether the reader may sort it by a column. */
  isSortable?: boolean;
}

export interface Figure {
  id: string;
  /** Null where the figure is its table. */
  chart: Chart | null;
  title: string;
  /** What is counted. */
  caption: string;
  /** How the chart shows it; left out where there is no chart. */
  chartNote?: string;
  /** What someone who cannot see the chart should know; the chart's `desc`. */
  description: string;
  table: Table;
  /** Whether the table waits behind a click although there is no chart before it. */
  folded?: boolean;
  /** What failed in the ranges of distance that the chart shows. */
  failures?: readonly FailureRange[];
}

/** What one series of a chart failed at in one range of distances. */
export interface FailureRange {
  /** Unique on the page. */
  readonly id: string;
  readonly from: number;
  readonly title: string;
  readonly examples: readonly FailureExample[];
}

/** One failure as it is shown: a text, its two ends, and what happened, in words. */
export interface FailureExample {
  readonly document: string;
  readonly text: string;
  readonly opener: number;
  readonly at: number;
  readonly omitted: { readonly at: number; readonly characters: number } | null;
  /** What the mark at `at` means. */
  readonly kind: Excerpt['marks'][number]['kind'] | 'trueCloser';
  /** `closed by the wrong type`. */
  readonly words: string;
}

/** What each term means, in the order of the page. */
export type Definitions = Readonly<Record<string, string>>;

/** A stretch of text worth quoting, with where it is from. */
export interface Quotation {
  title: string;
  text: string;
}

export interface Section {
  id: string;
  /** The metric's number, where the section is one. */
  metric?: number;
  title: string;
  /** Plain text: the renderers escape it. The first paragraph is the answer; the others are its details. */
  paragraphs: readonly string[];
  /** The first one shows the answer; the others are its details. */
  figures: readonly Figure[];
  /** Samples with their broken dependencies marked. */
  excerpts?: readonly { name: string; excerpt: Excerpt }[];
  quotations?: readonly Quotation[];
  pictures?: readonly Picture[];
  definitions: Definitions;
}

/** One headline figure: of the subject under test, and of everything beside it. */
export interface Score {
  title: string;
  unit: 'share' | 'bits' | 'characters' | 'rate';
  entries: readonly ScoreEntry[];
}

/** What the page asks in its first line, and the one or two figures that answer it, shown large. */
export interface Numerals {
  readonly question: string;
  readonly numerals: readonly Numeral[];
}

export interface Numeral {
  readonly title: string;
  /** Null where there is nothing to show: then the note says why. */
  readonly value: {
    /** `at least`, `at most`, `less than`. */
    readonly bound: string | null;
    readonly number: string;
    readonly unit: string;
  } | null;
  /** `95 % interval 19–34`. */
  readonly note: string;
  /** The same figure of others. */
  readonly beside: readonly {
    readonly style: Subject['id'];
    readonly name: string;
    readonly words: string;
  }[];
}

/** A figure in words. */
export interface ScoreEntry {
  subject: Subject['id'];
  name: string;
  isMeasured: boolean;
  /** Of an upper bound, which the name calls one, too. */
  isBound?: true;
  /** `91.2 %`. */
  value: string;
  /** `90.1–92.2 %`; null where there is nothing to measure, or no interval. */
  interval: string | null;
  /** `n 4,812`. */
  sample: string;
}

/** Sections that belong together, for the table of contents. */
export interface Part {
  title: string;
  sections: readonly Section[];
}

/** A check of what everything else rests on. One that does not warn is a line. */
export interface Notice {
  title: string;
  warning: boolean;
  text: string;
}

/** A few lines of an excerpt. */
export interface FirstSample {
  readonly name: string;
  readonly excerpt: Excerpt;
  /** Where they begin in the excerpt, from 1. */
  readonly line: number;
  /** In the excerpt. */
  readonly lines: number;
}

/** The part of the first screen that depends on whether the text is of the language. */
export interface FirstScreen {
  headline: string;
  numerals: Numerals;
  standfirst: readonly string[];
  trust: Notice;
  /** How far back, as a chart; null where nothing was swapped. */
  range: Figure | null;
  scores: readonly Score[];
}

export interface Report extends FirstScreen {
  /** `run, step 4,000` or what was measured without a model. */
  about: string;
  createdAt: string;
  guard: Notice;
  /** A few lines of what is under test, with what is broken in them. */
  sample: FirstSample | null;
  parts: readonly Part[];
}
