import { subjectsWith } from '../document/names/subjects.ts';
import type { Result } from '../document/types.ts';
import { withInterval } from '../document/words/compare.ts';
import { formatCount } from '../text/format.ts';
import type { Chart } from './chart.ts';
import { curves } from './curve-plot.ts';
import type { PointSeries } from './points.ts';

/** The share of stretches that do not stand in the training text, against their length. */
export const novelByLength: Chart = {
  namesItsSeries: true,
  render: (result, layout, text) =>
    curves(layout, text, seriesOf(result), {
      vertical: 'Share not in the training text',
      horizontal: 'Length, characters',
      scale: 'share',
    }),
  legend: (result) => seriesOf(result).map(({ style, name }) => ({ style, name })),
};

function seriesOf(result: Result): PointSeries[] {
  return subjectsWith(result, 'memorisation')
    .map(({ name, subject }) => ({
      style: subject.id,
      name,
      points: subject.memorisation.novelByLength.map(({ length, proportion }) => {
        const { estimate: value, low, high, n } = proportion;
        const title = `${name}, ${formatCount(length)} characters: ${withInterval(proportion)}`;
        return { at: length, value, low, high, thin: n < 30, title };
      }),
    }))
    .filter(({ points }) => points.some(({ value }) => value !== null));
}
