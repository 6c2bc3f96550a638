import { hasCounts } from '../document/tables/bucket-table.ts';
import type { Result, Subject } from '../document/types.ts';
import { failuresAt, failuresOf } from '../sections/failures.ts';
import type { BucketSeries } from './bucket-marks.ts';
import { type Chart, subjectLegend, subjectSeries } from './chart.ts';
import { shareByDistance } from './share-by-distance.ts';

const pick = ({ delimiters }: Subject) => delimiters.byDistance;

/** How far back: the share of brackets held against their distance. */
export const delimitersByDistance: Chart = {
  namesItsSeries: true,
  render: (result, layout, text) =>
    shareByDistance(layout, text, seriesOf(result), {
      vertical: 'Share closed in the end',
      horizontal: 'Still open after at least so many characters',
      threshold: true,
    }),
  legend: subjectLegend((subject) => hasCounts(pick(subject))),
};

function seriesOf(result: Result): BucketSeries[] {
  const failures = failuresOf('delimiters-by-distance', result);
  return subjectSeries(result, pick).map((series) => ({
    ...series,
    failuresAt: (bucket) => failuresAt(failures, series.name, bucket),
  }));
}
