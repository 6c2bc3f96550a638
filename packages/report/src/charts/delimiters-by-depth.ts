import { hasCounts } from '../document/tables/bucket-table.ts';
import type { Subject } from '../document/types.ts';
import { type Chart, subjectLegend, subjectSeries } from './chart.ts';
import { shareByStep } from './share-by-step.ts';

const pick = ({ delimiters }: Subject) => delimiters.byDepth;

/** The share of brackets held against how many others they stand in. */
export const delimitersByDepth: Chart = {
  namesItsSeries: true,
  render: (result, layout, text) =>
    shareByStep(layout, text, subjectSeries(result, pick), {
      vertical: 'Share held',
      horizontal: 'Nesting depth',
    }),
  legend: subjectLegend((subject) => hasCounts(pick(subject))),
};
