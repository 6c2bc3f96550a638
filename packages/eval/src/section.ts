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
  /** Numbers that the first sentences state. */
  readonly lead: readonly Lead<Measured>[];
  /** Figures in order; the first one shows the answer. */
  readonly figures: readonly SectionFigure<Measured>[];
}

/** A number of a metric or probe. */
export interface Lead<in Measured> {
  /** Name of the figure in tests. */
  readonly id: string;
  /** Name of the number, such as `Brackets held`. */
  readonly title: string;
  /** Returns the number; null if there is none. */
  pick(measured: Measured): Value | null;
}

/** A share, or another number with its interval. */
export type Value = Proportion | (Estimate & { readonly n?: number });

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
  /** Estimates at single distances. */
  readonly estimate: Estimate & { readonly at: number };
  /** Counts in ranges of distance, drawn as shares of all. */
  readonly count: CountBucket;
}

/** Form of numbers that are no shares. */
export type NumberFormat = 'count' | 'percent' | 'bits' | 'decimal' | 'hundredths' | 'magnitude' | 'signed';

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
  /** One panel, whose title is empty, or one for each of several kinds. */
  readonly panels: readonly Panel<Measured, Points[Kind]>[];
}

interface Panel<in Measured, Point> {
  readonly title: string;
  of(measured: Measured): readonly Point[];
}

/** Single numbers in a table: a row for each, a column for each text or predictor. */
export interface Values<in Measured> extends Titled {
  readonly kind: 'values';
  /** Label of an axis on which the shares are also drawn; without it there is only the table. */
  readonly axis?: string;
  /** Rows, or a function that lists them from everything measured. */
  readonly rows: readonly Row<Measured>[] | ((all: readonly Measured[]) => readonly Row<Measured>[]);
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
  readonly columns: readonly string[];
  of(measured: Measured): readonly (readonly (string | number)[])[];
}
