import { hasCounts } from '../document/tables/bucket-table.ts';
import type { Subject } from '../document/types.ts';
import { type Chart, subjectLegend, subjectSeries } from './chart.ts';
import { shareByStep } from './share-by-step.ts';

const pick = ({ indentation }: Subject) => indentation.byDepth;

/** Drift: the share of indentation checks held against block depth. */
export const indentationByDepth: Chart = {
  namesItsSeries: true,
  render: (result, layout, text) =>
    shareByStep(layout, text, subjectSeries(result, pick), {
      vertical: 'Share of checks passed',
      horizontal: 'Block depth',
    }),
  legend: subjectLegend((subject) => hasCounts(pick(subject))),
};
