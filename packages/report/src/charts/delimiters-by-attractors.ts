import { hasCounts } from '../document/tables/bucket-table.ts';
import type { Subject } from '../document/types.ts';
import { type Chart, subjectLegend, subjectSeries } from './chart.ts';
import { shareByStep } from './share-by-step.ts';

const pick = ({ delimiters }: Subject) => delimiters.byAttractors;

/** The share of brackets held against what stands in between to confuse them. */
export const delimitersByAttractors: Chart = {
  namesItsSeries: true,
  render: (result, layout, text) =>
    shareByStep(layout, text, subjectSeries(result, pick), {
      vertical: 'Share held',
      horizontal: 'Attractors',
    }),
  legend: subjectLegend((subject) => hasCounts(pick(subject))),
};
