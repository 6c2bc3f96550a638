import { scaleLinear } from 'd3-scale';
import { bucketsOfTimeScales } from '../document/time-scales.ts';
import { propertyNames } from '../document/units.ts';
import { drawnBounds, formatBucket, formatDecimal, formatEstimate, formatPercent } from '../text/format.ts';
import type { Chart } from './chart.ts';
import { dotRows } from './dot-rows.ts';
import { image, plot } from './frame.ts';
import { type Layout, plotExtent } from './layout.ts';
import { panels } from './panels.ts';
import { distanceScale, distanceTicks, valueScale } from './scales.ts';
import { element, textElement, titled } from './svg.ts';

type TimeScaleLayer = ReturnType<typeof bucketsOfTimeScales>[number];

/** How many units remember how long: a panel per layer. */
export const timeScales: Chart = {
  namesItsSeries: false,
  render: (result, layout, text) => {
    const layers = bucketsOfTimeScales(result);
    const drawn = layers.map((layer) => ({ draw: (panel: Layout) => timeScalePlot(panel, layer, layers) }));
    return panels(layout, text, drawn, {
      vertical: 'Share of the units',
      horizontal: 'Time scale, characters',
    });
  },
  legend: () => [],
};

function timeScalePlot(layout: Layout, layer: TimeScaleLayer, all: readonly TimeScaleLayer[]): string {
  const extent = plotExtent(layout);
  const buckets = all.flatMap((one) => one.buckets);
  const x = distanceScale(
    Math.min(...buckets.map(({ from }) => from)),
    Math.max(...buckets.map(({ to }) => to)),
    extent,
  );
  const y = valueScale(0, Math.max(...buckets.map(({ share }) => share)), extent);
  const bars = layer.buckets
    .filter(({ share }) => share > 0)
    .map(({ from, to, share }) => {
      const [start, end] = [x(from) + 1, x(to) - 1];
      const bar = element('rect', {
        class: 'bar',
        x: start,
        y: y(share),
        width: end - start,
        height: extent.bottom - y(share),
      });
      return titled(
        { class: 'datum' },
        `${layer.name}, ${formatBucket({ from, to })} characters: ${formatPercent(share)} of the units`,
        bar,
      );
    });
  const axes = {
    horizontal: { label: '', ticks: distanceTicks(x, layout) },
    vertical: {
      label: layer.name,
      ticks: y.ticks(4).map((share) => ({ position: y(share), text: `${Math.round(share * 100)} %` })),
    },
  };
  return plot(layout, axes, element('g', { class: 'series-model' }, ...bars));
}

const ROW = 26;

/** A bar per gate: closed from the left, open from the right, and what lies between. */
export const gates: Chart = {
  namesItsSeries: false,
  render: (result, base, text) => {
    const rows = (result.probes?.units?.layers ?? []).flatMap(({ layer, gates: all }) =>
      all.map((gate) => ({ ...gate, name: `layer ${layer}, ${gate.gate}` })),
    );
    const layout: Layout = { ...base, height: 34 + rows.length * ROW };
    const isWide = base.variant === 'wide';
    const x = scaleLinear([0, 1], [isWide ? 190 : 122, base.width - 8]);
    const [left, right] = x.range() as [number, number];
    const drawn = rows.flatMap(({ name, closed, open }, index) => {
      const y = 30 + index * ROW;
      const bar = (className: string, from: number, to: number, title: string) =>
        titled(
          { class: `datum ${className}` },
          title,
          element('rect', { class: 'bar', x: x(from), y, width: x(to) - x(from), height: ROW - 8 }),
        );
      return [
        element('rect', { class: 'track', x: left, y, width: right - left, height: ROW - 8 }),
        textElement({ class: 'row-name', x: 0, y: y + 13 }, name),
        bar('series-real', 0, closed, `${name}: ${formatPercent(closed)} closed`),
        bar('series-model', 1 - open, 1, `${name}: ${formatPercent(open)} open`),
      ];
    });
    return image(
      layout,
      text,
      textElement(
        { class: 'end-label series-real', x: left, y: 16 },
        isWide ? 'closed, below 0.1' : 'closed',
      ),
      textElement(
        { class: 'end-label series-model', x: right, y: 16, 'text-anchor': 'end' },
        isWide ? 'open, above 0.9' : 'open',
      ),
      ...drawn,
    );
  },
  legend: () => [],
};

/** The unit that tells best, for each property; the line is chance. */
export const bestUnits: Chart = {
  namesItsSeries: false,
  render: (result, layout, text) => {
    const best = result.probes?.units?.best ?? [];
    const rows = best.map(({ property, layer, unit, auc }) => {
      const title = `${propertyNames[property]}: layer ${layer}, unit ${unit}, ${formatEstimate(auc)}`;
      const dot = {
        style: 'model',
        value: auc.value,
        ...drawnBounds(auc.value, auc),
        hollow: false,
        title,
      } as const;
      return { name: propertyNames[property], value: formatDecimal(auc.value, 2), dots: [dot] };
    });
    return dotRows(layout, text, rows, {
      label: 'Area under the ROC curve (0.5 is chance)',
      scale: scaleLinear(
        [Math.min(0.45, ...rows.flatMap(({ dots }) => dots.map(({ low }) => low))), 1],
        [0, 1],
      ).nice(5),
      format: String,
      level: 0.5,
    });
  },
  legend: () => [],
};
