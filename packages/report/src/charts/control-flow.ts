import { scaleLinear } from 'd3-scale';
import { subjectsWith } from '../document/names/subjects.ts';
import { hasCounts } from '../document/tables/bucket-table.ts';
import type { Subject } from '../document/types.ts';
import { withInterval } from '../document/words/compare.ts';
import { controlFlowChecks } from '../sections/control-flow-checks.ts';
import { type Chart, subjectLegend, subjectSeries } from './chart.ts';
import { dotRows } from './dot-rows.ts';
import { shareByDistance } from './share-by-distance.ts';

const pick = ({ controlFlow }: Subject) => controlFlow?.byDistance;

/** The share of clauses with a legal opener against the distance to it. */
export const controlFlowByDistance: Chart = {
  namesItsSeries: true,
  render: (result, layout, text) =>
    shareByDistance(layout, text, subjectSeries(result, pick), {
      vertical: 'Share legal',
      horizontal: 'Distance from opener to clause, characters',
      threshold: true,
    }),
  legend: subjectLegend((subject) => hasCounts(pick(subject) ?? [])),
};

/** One row per check, one dot per subject. */
export const controlFlowByCheck: Chart = {
  namesItsSeries: false,
  render: (result, layout, text) => {
    const subjects = subjectsWith(result, 'controlFlow');
    const rows = controlFlowChecks(subjects).map(({ name, proportions }) => ({
      name,
      dots: proportions.flatMap((proportion, index) => {
        if (proportion == null || proportion.estimate === null) return [];
        const { subject, name: who } = subjects[index]!;
        const { estimate: value, low, high, n } = proportion;
        return [
          {
            style: subject.id,
            value,
            low,
            high,
            hollow: n < 30,
            title: `${who}, ${name}: ${withInterval(proportion)}`,
          },
        ];
      }),
    }));
    return dotRows(layout, text, rows, {
      label: 'Share legal',
      scale: scaleLinear([0, 1], [0, 1]),
      format: (share) => `${Math.round(share * 100)} %`,
      spread: true,
    });
  },
  legend: subjectLegend(({ controlFlow }) => controlFlow !== undefined),
};
