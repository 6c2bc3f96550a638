import { hasCounts } from '../document/bucket-table.ts';
import type { Subject } from '../document/types.ts';
import { type Chart, subjectLegend, subjectSeries } from './chart.ts';
import { shareByDistance } from './share-by-distance.ts';

const pick = ({ delimiters }: Subject) => delimiters.byDistance;

/** How far back: the share of brackets held against their distance. */
export const delimitersByDistance: Chart = {
  namesItsSeries: true,
  render: (result, layout, text) =>
    shareByDistance(layout, text, subjectSeries(result, pick), {
      vertical: 'Share closed in the end',
      horizontal: 'Still open after at least, characters (lower end of each bucket)',
      threshold: true,
    }),
  legend: subjectLegend((subject) => hasCounts(pick(subject))),
};
