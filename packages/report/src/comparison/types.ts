import type { LegendEntry } from '../charts/chart.ts';
import type { ChartText } from '../charts/frame.ts';
import type { Layout } from '../charts/layout.ts';
import type { Definition, Table } from '../document/types.ts';

export interface ComparisonFigure {
  readonly id: string;
  readonly title: string;
  /** What is counted and how the chart shows it. */
  readonly caption: string;
  /** What someone who cannot see the chart should know. */
  readonly description: string;
  readonly table: Table;
  /** Null for a figure that is its table. */
  readonly draw: ((layout: Layout, text: ChartText) => string) | null;
  readonly legend: readonly LegendEntry[];
}

export interface ComparisonSection {
  readonly id: string;
  readonly title: string;
  readonly paragraphs: readonly string[];
  readonly figures: readonly ComparisonFigure[];
  readonly definitions: readonly Definition[];
}

/** Everything that any rendering of a comparison says. */
export interface ComparisonReport {
  readonly about: string;
  readonly createdAt: string;
  readonly headline: string;
  readonly standfirst: readonly string[];
  /** What the whole measures say, one sentence each: the sections do not say it again. */
  readonly verdicts: readonly string[];
  readonly sections: readonly ComparisonSection[];
}
