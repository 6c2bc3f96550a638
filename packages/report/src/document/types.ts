import type { Bucket, Excerpt, Proportion, Result, Subject } from '@longrange/eval';

export type { Bucket, Excerpt, Proportion, Result, Subject };

/** A table cell. The kinds keep the number beside its rendering, so that a page can be read back exactly. */
export type Cell =
  | { kind: 'text'; text: string }
  | { kind: 'code'; text: string }
  | { kind: 'number'; value: number; text: string; detail?: string }
  | { kind: 'proportion'; proportion: Proportion; censored?: number; thin?: boolean }
  | { kind: 'bits'; bits: number; low: number; high: number }
  | { kind: 'nothing' };

export interface Table {
  caption: string;
  /** The first column heads its row. */
  columns: readonly string[];
  rows: readonly (readonly Cell[])[];
}

/** The charts that a page can draw; `null` is a figure that is its table. */
export type ChartId =
  | 'bits-by-position'
  | 'bits-per-predictor'
  | 'closure'
  | 'delimiters-by-attractors'
  | 'delimiters-by-depth'
  | 'delimiters-by-distance'
  | 'indentation-by-depth'
  | 'indentation-by-distance'
  | 'training';

export interface Figure {
  id: string;
  chart: ChartId | null;
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
}

export interface Definition {
  term: string;
  text: string;
}

export interface Link {
  text: string;
  url: string;
}

export interface Section {
  id: string;
  title: string;
  /** Plain text: the renderers escape it. */
  paragraphs: readonly string[];
  figures: readonly Figure[];
  /** Samples with their broken dependencies marked. */
  excerpts?: readonly { name: string; excerpt: Excerpt }[];
  definitions: readonly Definition[];
  sources?: readonly Link[];
}

/** One measure of the first screen: the subject under test, and everything beside it. */
export interface Score {
  title: string;
  unit: 'share' | 'bits';
  entries: readonly ScoreEntry[];
}

export interface ScoreEntry {
  subject: Subject['id'];
  name: string;
  estimate: number | null;
  low: number;
  high: number;
  /** `n 4,812`. */
  sample: string;
}

export interface Report {
  /** `run, step 4,000` or what was measured without a model. */
  about: string;
  createdAt: string;
  headline: string;
  standfirst: readonly string[];
  guard: { warning: boolean; text: string };
  trust: { warning: boolean; text: string };
  scores: readonly Score[];
  sections: readonly Section[];
}
