import type { HistogramBar, HistogramChart } from '@longrange/document/internal';
import { type ChartText, plot } from './frame.ts';
import { type Layout, plotExtent } from './layout.ts';
import { panels } from './panels.ts';
import { distanceScale, distanceTicks, percentTick, valueScale } from './scales.ts';
import { element, titled } from './svg.ts';

/** Bars in doubling ranges, a panel per series, all with the same axes. */
export function drawHistogram(
  base: Layout,
  text: ChartText,
  { panels: all, vertical, horizontal }: HistogramChart,
): string {
  const bars = all.flatMap((one) => one.bars);
  const drawn = all.map((panel) => (layout: Layout) => histogramPanel(layout, panel, bars));
  return panels(base, text, drawn, { vertical, horizontal });
}

function histogramPanel(
  layout: Layout,
  { title, bars }: HistogramChart['panels'][number],
  all: readonly HistogramBar[],
): string {
  const extent = plotExtent(layout);
  const [from, to] = [Math.min(...all.map((bar) => bar.from)), Math.max(...all.map((bar) => bar.to))];
  const x = distanceScale(from, to, extent);
  const y = valueScale(0, Math.max(...all.map(({ share }) => share)), extent);
  const drawn = bars
    .filter(({ share }) => share > 0)
    .map((bar) => {
      const [start, end] = [x(bar.from) + 1, x(bar.to) - 1];
      const top = y(bar.share);
      const place = { x: start, y: top, width: end - start, height: extent.bottom - top };
      return titled({ class: 'datum' }, bar.title, element('rect', { class: 'bar', ...place }));
    });
  const axes = {
    horizontal: { label: '', ticks: distanceTicks(x, layout) },
    vertical: {
      label: title,
      ticks: y.ticks(4).map((share) => ({ position: y(share), text: percentTick(share) })),
    },
  };
  return plot(layout, axes, element('g', { class: 'series-model' }, ...drawn));
}
