import { scaleLinear } from 'd3-scale';
import { propertyNames, sourceNames } from '../document/names/units.ts';
import type { Estimate } from '../document/types.ts';
import { bucketsOfTimeScales } from '../sections/time-scales.ts';
import { drawnBounds, formatBucket, formatDecimal, formatEstimate, formatPercent } from '../text/format.ts';
import type { Chart, LegendEntry } from './chart.ts';
import { dotRows } from './dot-rows.ts';
import { type ChartText, image, plot } from './frame.ts';
import { type Layout, plotExtent } from './layout.ts';
import { panels } from './panels.ts';
import { distanceScale, distanceTicks, valueScale } from './scales.ts';
import type { SeriesStyle } from './series.ts';
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

const sources = ['model', 'untrained', 'surface'] as const;
type Source = (typeof sources)[number];

const sourceStyles: Readonly<Record<Source, SeriesStyle>> = {
  model: 'model',
  untrained: 'ngram',
  surface: 'real',
};

function sourceLegend(): LegendEntry[] {
  return sources.map((source) => ({ style: sourceStyles[source], name: sourceNames[source] }));
}

/** Areas under ROC curves of the model and of what stands beside it, a row for each property; the line is chance. */
function areaRows(
  layout: Layout,
  text: ChartText,
  rows: readonly { name: string; areas: Readonly<Record<Source, Estimate>> }[],
): string {
  const drawn = rows.map(({ name, areas }) => ({
    name,
    value: formatDecimal(areas.model.value, 2),
    dots: sources.map((source) => ({
      style: sourceStyles[source],
      value: areas[source].value,
      ...drawnBounds(areas[source].value, areas[source]),
      hollow: false,
      title: `${name}, ${sourceNames[source]}: ${formatEstimate(areas[source])}`,
    })),
  }));
  const lowest = Math.min(0.45, ...drawn.flatMap(({ dots }) => dots.map(({ low }) => low)));
  return dotRows(layout, text, drawn, {
    label: 'Area under the ROC curve (0.5 is chance)',
    scale: scaleLinear([lowest, 1], [0, 1]).nice(5),
    format: String,
    level: 0.5,
    spread: true,
  });
}

/** The unit that tells best, for each property. */
export const bestUnits: Chart = {
  namesItsSeries: false,
  render: (result, layout, text) => {
    const best = result.probes?.units?.best ?? [];
    const rows = best.map(({ property, auc, untrained, surface }) => ({
      name: propertyNames[property],
      areas: { model: auc, untrained: untrained.auc, surface: surface.auc },
    }));
    return areaRows(layout, text, rows);
  },
  legend: sourceLegend,
};

/** Linear probes on all units, for each property. */
export const linearProbes: Chart = {
  namesItsSeries: false,
  render: (result, layout, text) => {
    const linear = result.probes?.units?.linear ?? [];
    const rows = linear.map(({ property, probes }) => {
      const [model, untrained, surface] = sources.map(
        (source) => probes.find((probe) => probe.source === source)!.auc,
      );
      return {
        name: propertyNames[property],
        areas: { model: model!, untrained: untrained!, surface: surface! },
      };
    });
    return areaRows(layout, text, rows);
  },
  legend: sourceLegend,
};
