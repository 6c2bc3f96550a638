import { scaleLinear } from 'd3-scale';
import { subjectsWith } from '../document/names/subjects.ts';
import { withInterval } from '../document/words/compare.ts';
import { formatPercent } from '../text/format.ts';
import type { Chart } from './chart.ts';
import { dotRows } from './dot-rows.ts';

/** One row per subject: the share of documents on which both parsers agree. */
export const oracleAgreement: Chart = {
  namesItsSeries: false,
  render: (result, layout, text) => {
    const rows = subjectsWith(result, 'oracle').flatMap(({ name, subject }) => {
      const { estimate: value, low, high, n } = subject.oracle.agreement;
      if (value === null) return [];
      const title = `${name}: ${withInterval(subject.oracle.agreement)}`;
      const dot = { style: subject.id, value, low, high, hollow: n < 30, title };
      return [{ name, value: formatPercent(value), style: subject.id, dots: [dot] }];
    });
    return dotRows(layout, text, rows, {
      label: 'Documents on which both parsers agree',
      scale: scaleLinear([0, 1], [0, 1]),
      format: (share) => `${Math.round(share * 100)} %`,
    });
  },
  legend: () => [],
};
