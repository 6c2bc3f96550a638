import type { Subject } from '@longrange/eval/internal';
import type { SeriesStyle } from './chart.ts';
import type { Excerpt, Figure, Section } from './types.ts';

/** One headline figure, for the subject and everything beside it. */
export interface Score {
  title: string;
  unit: 'share' | 'bits' | 'characters' | 'rate';
  entries: readonly ScoreEntry[];
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
  readonly beside: readonly {
    readonly style: SeriesStyle;
    readonly name: string;
    readonly words: string;
    /** Left out where there is little room. */
    readonly isDetail?: true;
  }[];
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

/** Worst places where a metric finds something wrong. */
export type PlaceList = NonNullable<Subject['places']>[number];

/** The first screen, which depends on what was measured. */
export interface FirstScreen {
  /** Answer in one sentence. */
  readonly headline: string;
  /** First line of the page: the question that the numerals answer, or the answer. */
  readonly question: string;
  readonly numerals: readonly Numeral[];
  /** Explains the numerals. */
  readonly standfirst: readonly string[];
  /** Checks and caveats. */
  readonly notices: readonly Notice[];
  /** Answer as a chart; null if nothing of the kind was measured. */
  readonly figure: Figure | null;
  readonly scores: readonly Score[];
  /** Null if it would show nothing. */
  readonly bars: Bars | null;
  /** Places where something is wrong in the text that was measured, for terminals. */
  readonly places?: readonly PlaceList[];
}

/** Contents of a report, of whatever command and however it is rendered. */
export interface Report extends FirstScreen {
  readonly command: 'longrange' | 'longrange compare' | 'longrange sweep' | 'longrange train';
  /** `run, step 4,000`, or the names of models. */
  readonly about: string;
  /** Null if the report shows a state that changes. */
  readonly createdAt: string | null;
  /** Limits of the headline; empty if there are none to mention first. */
  readonly scope: string;
  /** Identifier of the language of the code; empty if no code is shown. */
  readonly language: string;
  /** A few lines of the subject, with what is broken in them. */
  readonly sample: FirstSample | null;
  /** Settings that differ between models; null if there is one model. */
  readonly settings: Figure | null;
  readonly parts: readonly Part[];
  /** File or folder that holds every figure. */
  readonly source: string;
}
