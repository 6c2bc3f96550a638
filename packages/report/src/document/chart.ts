/** Data of a figure's chart, chosen by its section and drawn by code that knows nothing of results. */
export type Chart = CurvesChart | RowsChart;

/** Returns true for curves that are only a few dots: none has two points of at least 30 cases, or four points in all. */
export function isTooLittle(chart: Chart): boolean {
  if (chart.kind !== 'curves') return false;
  return chart.panels
    .flatMap(({ series }) => series)
    .every(({ points }) => {
      const shown = points.filter(({ value }) => value !== null);
      return shown.length < 4 && shown.filter(({ thin }) => !thin).length < 2;
    });
}

/** Style of a series: a color, a shape and a dash, each of which suffices to tell it apart. */
export type SeriesStyle = 'real' | 'model' | 'ngram' | 'text';

export interface LegendEntry {
  readonly style: SeriesStyle;
  readonly name: string;
  readonly hollow?: boolean;
  /** See `Series`. */
  readonly isBackground?: boolean;
  readonly isScatter?: boolean;
}

/** An estimate with its interval, at a position on the horizontal axis. */
export interface Point {
  readonly at: number;
  /** Null if there is nothing to show, which breaks the line. */
  readonly value: number | null;
  readonly low: number;
  readonly high: number;
  /** Fewer than 30 cases: drawn hollow, and not connected to its neighbors. */
  readonly thin: boolean;
  /** The tooltip. */
  readonly title: string;
  /** Identifier of the failures there. */
  readonly failures?: string | null;
}

export interface Series {
  readonly style: SeriesStyle;
  readonly name: string;
  readonly points: readonly Point[];
  /** A line of many points without markers, whose values are shown for stretches of it. */
  readonly isQuiet?: boolean;
  /** A line in the background, whose values are not shown. */
  readonly isBackground?: boolean;
  /** Points without a connecting line. */
  readonly isScatter?: boolean;
  /** A fitted step function, drawn in place of the line from point to point. */
  readonly steps?: readonly Step[];
}

/** A constant value from `from` up to the next step; the last step ends at `to`. */
export interface Step {
  readonly from: number;
  readonly to: number;
  readonly value: number;
}

/** Curves through estimates with intervals: one panel, or one for each of several kinds, with a common vertical axis. */
export interface CurvesChart {
  readonly kind: 'curves';
  readonly horizontal: string;
  readonly vertical: VerticalAxis;
  readonly panels: readonly CurvePanel[];
}

export interface VerticalAxis {
  readonly label: string;
  /**
   * `share`: from the lowest end of an interval up to 1. `value`: from zero, or from the lowest value below it. `fit`: from the lowest
   * value to the highest. `magnitude`: logarithmic, by powers of ten.
   */
  readonly scale: 'share' | 'value' | 'fit' | 'magnitude';
  readonly unit?: 'percent';
  /** Upper end of a scale of values if none is higher. */
  readonly most?: number;
}

export interface CurvePanel {
  /** Empty if there is only one panel. */
  readonly title: string;
  readonly horizontal: HorizontalScale;
  readonly series: readonly Series[];
  /** Horizontal lines, such as a criterion. On a scale of shares, they are drawn only if the axis reaches below them. */
  readonly levels?: readonly Level[];
  /** Vertical lines, with a label and the name of a series at the top. */
  readonly places?: readonly Place[];
  readonly falls?: readonly Fall[];
  /** Stretches marked at the foot, in a row for each series. */
  readonly spans?: readonly { readonly style: SeriesStyle; readonly from: number; readonly to: number }[];
}

export interface Level {
  readonly style?: SeriesStyle;
  readonly value: number;
  /** Written along the line. */
  readonly name?: string;
}

/** Position at which a curve falls below a level of its own, with an interval for that position. */
export interface Fall {
  readonly style: SeriesStyle;
  readonly level: number;
  /** Null if it does not. */
  readonly at: number | null;
  /** Open if null. */
  readonly low: number | null;
  readonly high: number | null;
  readonly title: string;
}

export interface Place {
  readonly style: SeriesStyle;
  readonly at: number;
  readonly label: string;
  readonly name: string;
}

export type HorizontalScale =
  /** Doubles from tick to tick. */
  | { readonly kind: 'distance'; readonly from: number; readonly to: number }
  /** Evenly spaced, in the order given. */
  | { readonly kind: 'categories'; readonly ticks: readonly NamedTick[] }
  /** A tick at each value; logarithmic if they span a decade. */
  | { readonly kind: 'values'; readonly ticks: readonly NamedTick[] }
  /** Begins at zero. */
  | { readonly kind: 'count'; readonly to: number };

export interface NamedTick {
  readonly at: number;
  readonly name: string;
}

/** Rows of dots with their intervals. */
export interface RowsChart {
  readonly kind: 'rows';
  readonly axis: RowsAxis;
  readonly rows: readonly DotRow[];
  readonly legend: readonly LegendEntry[];
  /** Draw the dots of a row one below the other, so that intervals do not cover each other. */
  readonly isSpread?: boolean;
  /** Draw names above their rows, since they are long. */
  readonly namesAbove?: boolean;
}

export interface RowsAxis {
  readonly label: string;
  readonly unit: 'number' | 'percent' | 'points';
  /** Ends of the axis if no interval reaches farther; by default it fits the rows. */
  readonly least?: number;
  readonly most?: number;
  /** Position of a vertical line, such as chance. */
  readonly level?: number;
  /** Doubles from tick to tick, for ratios. */
  readonly isLogarithmic?: boolean;
}

export interface DotRow {
  readonly name: string;
  /** A number shown after the name. */
  readonly value?: string;
  /** Color of the name, if the row is one series. */
  readonly style?: SeriesStyle;
  readonly dots: readonly Dot[];
}

export interface Dot {
  readonly style: SeriesStyle;
  readonly value: number;
  readonly low: number;
  readonly high: number;
  /** Label of a hollow dot, which says what sets it apart; null for a filled one. */
  readonly hollow: string | null;
  readonly title: string;
}
