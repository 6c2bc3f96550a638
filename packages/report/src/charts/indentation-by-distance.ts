import { hasCounts } from '../document/tables/bucket-table.ts';
import type { Subject } from '../document/types.ts';
import { type Chart, subjectLegend, subjectSeries } from './chart.ts';
import { shareByDistance } from './share-by-distance.ts';

const pick = ({ indentation }: Subject) => indentation.byDistance;

/** The share of indentation checks held against the distance to the block’s opening line. */
export const indentationByDistance: Chart = {
  namesItsSeries: true,
  render: (result, layout, text) =>
    shareByDistance(layout, text, subjectSeries(result, pick), {
      vertical: 'Share of checks passed',
      horizontal: 'Characters since the block opened',
      threshold: false,
    }),
  legend: subjectLegend((subject) => hasCounts(pick(subject))),
};
