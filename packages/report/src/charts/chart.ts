import { type NamedProbes, namedProbes } from '../document/names/probes.ts';
import { type NamedSubject, namedSubjects } from '../document/names/subjects.ts';
import type { Bucket, Result, Subject } from '../document/types.ts';
import type { BucketSeries } from './bucket-marks.ts';
import type { ChartText } from './frame.ts';
import type { Layout } from './layout.ts';
import type { SeriesStyle } from './series.ts';

/** A chart: part of a result → one SVG in one layout. Pure; everything it shows is in its table too. */
export interface Chart {
  render: (result: Result, layout: Layout, text: ChartText) => string;
  legend: (result: Result) => readonly LegendEntry[];
  /** Whether the wide layout names its series at their ends, so that only the narrow one needs the legend. */
  namesItsSeries: boolean;
}

export interface LegendEntry {
  style: SeriesStyle;
  name: string;
  hollow?: boolean;
}

/** Every subject that has something to show, as a series. */
export function subjectSeries(
  result: Result,
  pick: (subject: Subject) => readonly Bucket[] | undefined,
): BucketSeries[] {
  return namedSubjects(result)
    .map(({ name, subject }) => ({ style: subject.id, name, buckets: pick(subject) ?? [] }))
    .filter(({ buckets }) => buckets.some(({ n }) => n > 0));
}

export function subjectLegend(has: (subject: Subject) => boolean): (result: Result) => LegendEntry[] {
  const entry = ({ name, subject }: NamedSubject): LegendEntry => ({ style: subject.id, name });
  return (result) =>
    namedSubjects(result)
      .filter(({ subject }) => has(subject))
      .map(entry);
}

/** The legend of every chart that has one series per predictor. */
export function predictorLegend(has: (named: NamedProbes) => boolean): (result: Result) => LegendEntry[] {
  return (result) =>
    namedProbes(result)
      .filter(has)
      .map(({ style, name }) => ({ style, name }));
}
