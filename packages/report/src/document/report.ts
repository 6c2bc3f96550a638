import type { SeriesStyle } from './chart.ts';
import type { Excerpt, Figure, Section } from './types.ts';

/** One headline figure, for the subject under test and everything beside it. */
export interface Score {
  title: string;
  unit: 'share' | 'bits' | 'characters' | 'rate';
  entries: readonly ScoreEntry[];
}

/** Question in the first line of the page, and the one or two figures that answer it, shown large. */
export interface Numerals {
  readonly question: string;
  readonly numerals: readonly Numeral[];
}

/** A figure shown large. */
export interface Numeral {
  readonly title: string;
  /** Sentence that says what the figure means; empty where its title does. */
  readonly meaning: string;
  /** Null if there is nothing to show; then the note says why. */
  readonly value: {
    /** `at least`, `at most`, `less than`. */
    readonly bound: string | null;
    readonly number: string;
    readonly unit: string;
  } | null;
  /** `95 % interval 19–34`. */
  readonly note: string;
  /** The same figure for the other subjects. */
  readonly beside: readonly { readonly style: SeriesStyle; readonly name: string; readonly words: string }[];
}

/** A figure in words. */
export interface ScoreEntry {
  subject: SeriesStyle;
  name: string;
  isMeasured: boolean;
  /** Set for an upper bound, which the name says as well. */
  isBound?: true;
  /** `91.2 %`. */
  value: string;
  /** `90.1–92.2 %`; null if nothing was measured, or there is no interval. */
  interval: string | null;
  /** `n 4,812`. */
  sample: string;
}

/** Sections that belong together in the table of contents. */
export interface Part {
  title: string;
  sections: readonly Section[];
}

/** A check that everything else rests on. */
export interface Notice {
  title: string;
  warning: boolean;
  text: string;
}

/** A few lines of an excerpt. */
export interface FirstSample {
  readonly name: string;
  readonly excerpt: Excerpt;
  /** Number of their first line in the whole excerpt, from 1. */
  readonly line: number;
  /** Number of lines of the whole excerpt. */
  readonly lines: number;
}

/** A bar for each doubling of a distance, for terminals. */
export interface Bars {
  readonly title: string;
  readonly bars: readonly {
    readonly label: string;
    readonly share: number;
    readonly value: string;
    readonly note: string;
  }[];
}

/** The first screen, which depends on whether the text is in the language at all. */
export interface FirstScreen {
  headline: string;
  numerals: Numerals;
  standfirst: readonly string[];
  trust: Notice;
  /** Answer as a chart; null if nothing of the kind was measured. */
  range: Figure | null;
  scores: readonly Score[];
  /** Null if it would show nothing. */
  bars: Bars | null;
}

/** Contents of a result's report, however it is rendered. */
export interface Report extends FirstScreen {
  /** `run, step 4,000`, or what was measured without a model. */
  about: string;
  createdAt: string;
  /** Identifier of the language of the code. */
  language: string;
  guard: Notice;
  /** A few lines of the subject under test, with what is broken in them. */
  sample: FirstSample | null;
  parts: readonly Part[];
}

/** Contents of a comparison's report, however it is rendered. */
export interface ComparisonReport {
  readonly about: string;
  readonly createdAt: string;
  readonly headline: string;
  /** Limits of the headline: what a single network cannot say; empty if there are none. */
  readonly scope: string;
  /** Differences between the models and their training. */
  readonly differing: readonly string[];
  /** Ranges of memory and their ratios; null if none was measured. */
  readonly ranges: Figure | null;
  /** All differences around 0. */
  readonly forest: readonly Figure[];
  readonly standfirst: readonly string[];
  /** One sentence for each measure as a whole, which the sections do not repeat. */
  readonly verdicts: readonly string[];
  readonly sections: readonly Section[];
  /** Lists that a terminal shows instead of the figures. */
  readonly lists: readonly ComparisonList[];
}

/** One figure for each contender, in words. */
export interface ComparisonList {
  readonly title: string;
  readonly rows: readonly {
    readonly name: string;
    readonly figure: string;
    readonly note: string;
    readonly seeds: string;
  }[];
}
