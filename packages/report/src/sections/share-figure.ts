import type { Chart } from '../document/chart.ts';
import type { BucketPanel, BucketSeries } from '../document/figures/bucket-curves.ts';
import { bucketTable, hasCounts } from '../document/figures/bucket-table.ts';
import type { NamedSubject } from '../document/names/subjects.ts';
import type { Bucket, Figure } from '../document/types.ts';
import { describeBuckets } from '../document/words/sentences.ts';

type Frame = Pick<Figure, 'id' | 'title' | 'caption' | 'chartNote' | 'folded'> & {
  /** What the first column counts. */
  heading: string;
  chart: ((panels: readonly BucketPanel[]) => Chart) | null;
};

/** Shares in buckets as a curve and a column for each series; null where there is nothing to count. */
export function shareFigure(
  panels: readonly BucketPanel[],
  { heading, chart, ...figure }: Frame,
): Figure | null {
  const all = panels.flatMap(({ series }) => series);
  const filled = all.filter(({ buckets }) => hasCounts(buckets));
  if (filled.length === 0) return null;
  // Of a few series beside each other it is said that one has nothing to count.
  const columns = (panels.length === 1 ? all : filled).map(({ name, column = name, buckets }) => ({
    name: column,
    buckets,
  }));
  const failures = all.flatMap((one) => one.failures ?? []);
  return {
    ...figure,
    chart: chart === null ? null : chart(panels),
    description: describeBuckets(columns),
    table: bucketTable(figure.title, heading, columns),
    ...(failures.length === 0 ? {} : { failures }),
  };
}

/** The only panel: a series per subject. */
export function subjectPanel<S extends NamedSubject>(
  subjects: readonly S[],
  pick: (subject: S['subject']) => readonly Bucket[],
): BucketPanel[] {
  const series = subjects.map(
    ({ name, subject }): BucketSeries => ({ style: subject.id, name, buckets: pick(subject) }),
  );
  return [{ title: '', series }];
}

/** Without hollow points. */
export const intervalsNote = 'Bars: 95 % intervals.';
export const barsNote = 'Bars: 95 % intervals. Hollow: fewer than 30 cases.';
/** Of a chart with a panel for each kind. */
export const panelsNote = 'A kind with fewer than 30 cases at every distance is in the table only.';
export const criterionNote = `${barsNote} Dashed: 80 %.`;
