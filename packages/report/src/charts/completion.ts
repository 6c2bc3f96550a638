import type { Result } from '../document/types.ts';
import { type NamedWriter, namedWriters, openerNames } from '../sections/completions.ts';
import { formatBucket, formatCount, formatPercent, formatPercentInterval } from '../text/format.ts';
import type { Chart } from './chart.ts';
import { curvePlot } from './curve-plot.ts';
import { type Panel, panels } from './panels.ts';
import type { PointSeries } from './points.ts';

type Kind = NonNullable<NonNullable<Result['probes']>['completions']>['kinds'][number];

/** What is closed rightly by how long it had been open where the prompt ended: a panel per kind of opener. */
export const completionByDistance: Chart = {
  namesItsSeries: false,
  render: (result, layout, text) => {
    const writers = namedWriters(result);
    const kinds = result.probes?.completions?.kinds ?? [];
    const series = kinds.map((kind) => writers.map((writer) => seriesOf(kind, writer)));
    const drawn = kinds.map(({ kind }, index): Panel => {
      const options = { vertical: openerNames[kind], horizontal: '', scale: 'share' } as const;
      return { draw: (panel) => curvePlot(panel, series[index]!, options, series.flat()) };
    });
    return panels(layout, text, drawn, {
      vertical: 'Share closed',
      horizontal: 'Open for, characters',
    });
  },
  legend: namedWriters,
};

function seriesOf({ kind, writers }: Kind, { name, style, index }: NamedWriter): PointSeries {
  const points = writers[index]!.byDistance.map(({ distance, closed }) => ({
    at: distance,
    value: closed.estimate,
    low: closed.low,
    high: closed.high,
    thin: closed.n < 30,
    title: `${name}, ${openerNames[kind]} open for ${formatBucket({ from: distance, to: distance + 1 })} characters: ${formatPercent(closed.estimate)} closed rightly (${formatPercentInterval(closed)}, n ${formatCount(closed.n)})`,
  }));
  return { style, name, points };
}
