import type { NamedSubject } from '../document/names/subjects.ts';
import { bucketColumns, bucketTable, hasCounts } from '../document/tables/bucket-table.ts';
import type { Bucket, Figure } from '../document/types.ts';
import { describeBuckets, describeSeries } from '../document/words/sentences.ts';

type Frame = Pick<Figure, 'id' | 'chart' | 'title' | 'caption' | 'chartNote' | 'folded'> & {
  /** What the first column counts. */
  heading: string;
};

/** Shares in buckets, a series per subject, as a figure; null where there is nothing to count. */
export function bucketFigure<S extends NamedSubject>(
  subjects: readonly S[],
  pick: (subject: S['subject']) => readonly Bucket[],
  { heading, ...figure }: Frame,
): Figure | null {
  if (!subjects.some(({ subject }) => hasCounts(pick(subject)))) return null;
  return {
    ...figure,
    description: describeSeries(subjects, pick),
    table: bucketTable(figure.title, heading, subjects, pick),
  };
}

/** The same for series that are no subjects. Those with nothing to count are left out. */
export function seriesFigure(
  series: readonly { name: string; buckets: readonly Bucket[] }[],
  { heading, ...figure }: Frame,
): Figure | null {
  const filled = series.filter(({ buckets }) => hasCounts(buckets));
  if (filled.length === 0) return null;
  return {
    ...figure,
    description: describeBuckets(filled),
    table: bucketColumns(figure.title, heading, filled),
  };
}

/** Without hollow points. */
export const intervalsNote = 'Bars: 95 % intervals.';
export const barsNote = 'Bars: 95 % intervals. Hollow: fewer than 30 cases.';
/** Of a chart with a panel for each kind. */
export const panelsNote = 'A kind with fewer than 30 cases at every distance is in the table only.';
export const criterionNote = `${barsNote} Dashed: 80 %.`;
