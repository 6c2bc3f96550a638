import { scaleLinear } from 'd3-scale';
import type { Proportion, Result } from '../document/types.ts';
import { withInterval } from '../document/words/compare.ts';
import { formatPercent } from '../text/format.ts';
import type { Chart } from './chart.ts';
import { plot } from './frame.ts';
import { type Layout, plotExtent } from './layout.ts';
import { panels } from './panels.ts';
import { type Point, pointMarks } from './points.ts';
import { shareTicks } from './scales.ts';

type AtTemperature = NonNullable<Result['temperatures']>[number];

const measures: readonly { title: string; pick: (one: AtTemperature) => Proportion | number }[] = [
  { title: 'brackets held', pick: ({ delimiters }) => delimiters },
  { title: 'indentation kept', pick: ({ indentation }) => indentation },
  { title: 'definitions that parse', pick: ({ definitions }) => definitions },
  { title: 'characters in loops', pick: ({ loops }) => loops },
];

const predictors = [
  { style: 'model', name: 'model' },
  { style: 'ngram', name: 'n-gram' },
] as const;

/** One panel per measure: the share against the temperature. */
export const temperatures: Chart = {
  namesItsSeries: false,
  render: (result, layout, text) => {
    const all = result.temperatures ?? [];
    const drawn = measures.map(({ title, pick }) => ({
      draw: (panel: Layout) => temperaturePanel(panel, title, all, pick),
    }));
    return panels(layout, text, drawn, { vertical: 'Share', horizontal: 'Temperature' });
  },
  legend: () => [...predictors],
};

function temperaturePanel(
  layout: Layout,
  title: string,
  all: readonly AtTemperature[],
  pick: (one: AtTemperature) => Proportion | number,
): string {
  const extent = plotExtent(layout);
  const values = all.map(({ temperature }) => temperature);
  const x = scaleLinear([Math.min(...values) - 0.1, Math.max(...values) + 0.1], [extent.left, extent.right]);
  const y = scaleLinear([0, 1], [extent.bottom, extent.top]);
  const series = predictors.map(({ style, name }) => ({
    style,
    name,
    points: all
      .filter(({ subject }) => subject === style)
      .map((one) => pointOf(`${name}, ${one.temperature}`, one.temperature, pick(one))),
  }));
  const ticks = [...new Set(values)].map((value) => ({ position: x(value), text: String(value) }));
  return plot(
    layout,
    { horizontal: { label: '', ticks }, vertical: { label: title, ticks: shareTicks(y) } },
    pointMarks(series, { x: (at) => x(at), y: (share) => y(share) }, layout, extent),
  );
}

function pointOf(name: string, at: number, share: Proportion | number): Point {
  if (typeof share === 'number') {
    return {
      at,
      value: share,
      low: share,
      high: share,
      thin: false,
      title: `${name}: ${formatPercent(share)}`,
    };
  }
  const { estimate: value, low, high } = share;
  return { at, value, low, high, thin: share.n < 30, title: `${name}: ${withInterval(share)}` };
}
