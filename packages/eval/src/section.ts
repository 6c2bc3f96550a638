import type { HalfLife, Range } from './statistics/pair-table.ts';
import type {
  Bucket,
  CountBucket,
  Estimate,
  HazardBucket,
  MeanBucket,
  Proportion,
  SurvivalPoint,
} from './statistics/shapes.ts';

/**
 * Declaration of what a report shows of a metric or probe, which `@longrange/report` draws. `Measured` is what was measured of one text or
 * one predictor; whatever is compared with it has the same fields.
 */
export interface Section<in Measured = never> {
  readonly id: string;
  /** Number in docs/metrics.md. */
  readonly metric?: number;
  /** Question, or name of what is measured. */
  readonly title: string;
  /** States what is measured and how to read it, in at most 60 words. */
  readonly definition: string;
  /** Numbers that the first sentences state; for a metric, after its figures. */
  readonly lead?: readonly Lead<Measured>[];
  /** Figures in order; the first one shows the answer. */
  readonly figures: readonly SectionFigure<Measured>[];
}

/** A number of a metric or probe, or a difference that was tested. */
export type Lead<Measured> = LeadNumber<Measured> | TestedDifference;

interface Stated {
  /** Name of the figure in tests. */
  readonly id: string;
  /** Name of the number, such as `Brackets held`. */
  readonly title: string;
  /** Format of a number that is no share; three decimals by default. */
  readonly format?: NumberFormat;
}

export interface LeadNumber<in Measured> extends Stated {
  /** Shows the number among the first figures, too; the terminal prints no others. */
  readonly headline?: true;
  /** Returns the number; null if there is none. */
  pick(measured: Measured): Value | number | null;
}

interface TestedDifference extends Stated {
  /** Two conditions of the same text or predictor, by their names in tests, whose difference was tested. */
  readonly conditions: Readonly<Record<string, string>>;
}

/** A share, another number with its interval, or a distance that may end beyond those tested. */
export type Value = Proportion | (Estimate & { readonly n?: number }) | Range | HalfLife | Sufficient;

/** Least of some contexts that is enough; null if none is, and for an end of its interval beyond the longest. */
export interface Sufficient {
  readonly effective: number | null;
  readonly effectiveLow: number | null;
  readonly effectiveHigh: number | null;
  readonly byContext: readonly { readonly n: number }[];
  /** Figure with the whole context. */
  readonly all: Pick<Estimate, 'low' | 'high'>;
}

/** A figure: curves, or a table. */
export type SectionFigure<Measured = never> = Curves<Measured> | Values<Measured> | List<Measured>;

interface Titled {
  /** Unique on the page. */
  readonly id: string;
  readonly title: string;
  /** States what is counted. */
  readonly caption?: string;
  /** Folds the table although there is no chart before it. */
  readonly folded?: boolean;
}

/** Kinds of curves, by what a point is. */
interface Points {
  /** Shares held in ranges of distance. */
  readonly share: Bucket;
  /** Failures per 100 characters in ranges of distance. */
  readonly rate: HazardBucket;
  /** Shares that have not failed by a distance. */
  readonly survival: SurvivalPoint;
  /** Means in ranges of distance. */
  readonly mean: MeanBucket;
  /** Numbers in ranges of distance, without intervals. */
  readonly plain: { readonly from: number; readonly to: number; readonly n: number; readonly value: number };
  /** Estimates at single distances. */
  readonly estimate: Estimate & { readonly at: number };
  /** Counts in ranges of distance, drawn as shares of all. */
  readonly count: CountBucket;
}

/** Form of numbers that are no shares. */
export type NumberFormat =
  | 'count'
  | 'percent'
  | 'points'
  | 'bits'
  | 'decimal'
  | 'hundredths'
  | 'magnitude'
  | 'signed';

/** Curves over a distance, each text or predictor a line, with the same numbers in a table. */
export type Curves<Measured> = { [Kind in keyof Points]: CurvesOf<Kind, Measured> }[keyof Points];

interface CurvesOf<Kind extends keyof Points, in Measured> extends Titled {
  readonly kind: Kind;
  /** Label of the vertical axis, with its unit. */
  readonly vertical: string;
  /** Label of the horizontal axis, with its unit. */
  readonly horizontal: string;
  /** Scale of the horizontal axis: doubling distances, which is the default, or small whole numbers. */
  readonly scale?: 'distance' | 'steps';
  /** Format of means and estimates; three decimals by default. */
  readonly format?: NumberFormat;
  /** Draws the share of 80 % from which on a kind counts as held. */
  readonly criterion?: boolean;
  /** Height of a dashed line, such as that of no difference. */
  readonly level?: number;
  /** Conditions under which the first text or predictor is compared with itself instead of others: a line for each. */
  readonly conditions?: readonly string[];
  /** One panel, whose title is empty, or one for each of several kinds; or a function that lists them from everything measured. */
  readonly panels:
    | readonly Panel<Measured, Points[Kind]>[]
    | ((all: readonly Measured[]) => readonly Panel<Measured, Points[Kind]>[]);
}

export interface Panel<in Measured, Point> {
  readonly title: string;
  of(measured: Measured, condition: string): readonly Point[];
  /** Examples of failures in the same ranges. */
  failures?(measured: Measured): readonly FailedRange[] | undefined;
  /** Height of a horizontal line. */
  level?(measured: Measured): number | null;
  /** Position of a vertical line. */
  place?(measured: Measured): number | null;
}

/** Closers missed in a range of distances, of which a few are quoted. */
export interface FailedRange {
  readonly from: number;
  readonly to: number;
  readonly failures: number;
  readonly examples: readonly FailedCloser[];
}

/** A closer that was missed, with the text around it and its opener. */
export interface FailedCloser {
  readonly document: string;
  readonly text: string;
  readonly opener: number;
  readonly at: number;
  readonly omitted: { readonly at: number; readonly characters: number } | null;
  readonly distance: number;
  /** P of each closer, the true one first. */
  readonly probabilities: readonly { readonly closer: string; readonly probability: number }[];
}

/** Single numbers in a table: a row for each, a column for each text or predictor. */
export interface Values<in Measured> extends Titled {
  readonly kind: 'values';
  /** Axis on which shares and numbers in percent (given its label) or estimates are also drawn; without it there is only the table. */
  readonly axis?: string | NumberAxis;
  /** Rows, or a function that lists them from everything measured. */
  readonly rows: readonly Row<Measured>[] | ((all: readonly Measured[]) => readonly Row<Measured>[]);
}

interface NumberAxis {
  readonly label: string;
  /** Ends if no interval reaches farther. */
  readonly least?: number;
  readonly most?: number;
  /** Position of a vertical line, such as chance. */
  readonly level?: number;
}

interface Row<in Measured> {
  readonly label: string;
  /** Format of numbers that are no shares; counts by default. */
  readonly format?: NumberFormat;
  of(measured: Measured): Value | number | string | null | undefined;
}

/** Items in a table, with the name of their text or predictor in front. */
export interface List<in Measured> extends Titled {
  readonly kind: 'list';
  /** Headings, with a format if their numbers are neither counts nor shares. */
  readonly columns: readonly (string | { readonly title: string; readonly format: NumberFormat })[];
  of(measured: Measured): readonly (readonly (Value | string | number | Code | null)[])[];
}

/** A name or a path, set as code. */
export interface Code {
  readonly code: string;
}
