import { namedProbes } from '../document/names/probes.ts';
import type { Result } from '../document/types.ts';
import { spoilings } from '../sections/spoilings.ts';
import { formatBits, formatCount, formatDecimal, formatMagnitude } from '../text/format.ts';
import { type Chart, predictorLegend } from './chart.ts';
import { curvePlot, curves } from './curve-plot.ts';
import { estimatePoints } from './estimate-points.ts';
import { type Panel, panels } from './panels.ts';
import type { PointSeries } from './points.ts';

/** Bits per character from the last n characters only, down to what all of them give; n* where it gets there. */
export const effectiveContext: Chart = {
  namesItsSeries: true,
  render: (result, layout, text) => {
    const measured = namedProbes(result).filter(({ probes }) => probes.effectiveContext.byContext.length > 0);
    const series = measured.map(({ name, style, probes }): PointSeries => {
      const estimates = probes.effectiveContext.byContext.map(({ n, ...bits }) => ({ at: n, ...bits }));
      return { name, style, points: estimatePoints(name, estimates, 'characters', formatBits) };
    });
    return curves(layout, text, series, {
      vertical: 'Bits per character',
      horizontal: 'Context n, characters',
      scale: 'value',
      levels: measured.map(({ style, probes }) => ({ style, value: probes.effectiveContext.all.value })),
      places: measured.flatMap(({ name, style, probes }) => {
        const at = probes.effectiveContext.effective;
        if (at === null) return [];
        // On a phone the colour alone says whose it is: the legend stands above.
        const whose = layout.variant === 'wide' ? `, ${name}` : '';
        return [{ style, at, name: `n* ${formatCount(at)}${whose}` }];
      }),
    });
  },
  legend: predictorLegend(({ probes }) => probes.effectiveContext.byContext.length > 0),
};

/** What it costs to spoil the text beyond n characters: a panel per way of spoiling. */
export const perturbation: Chart = {
  namesItsSeries: false,
  render: (result, layout, text) => {
    const kinds = Object.keys(spoilings) as (keyof typeof spoilings)[];
    const series = kinds.map((kind) => spoilingSeries(result, kind));
    const drawn = kinds.flatMap((kind, index): Panel[] => {
      const own = series[index]!;
      const options = {
        vertical: spoilings[kind],
        horizontal: '',
        scale: 'value',
        levels: [{ value: 0 }],
      } as const;
      return own.length === 0 ? [] : [{ draw: (panel) => curvePlot(panel, own, options, series.flat()) }];
    });
    return panels(layout, text, drawn, {
      vertical: 'Extra bits per character',
      horizontal: 'Characters left alone, n',
    });
  },
  legend: predictorLegend(({ probes }) => probes.perturbation.length > 0),
};

function spoilingSeries(result: Result, kind: keyof typeof spoilings): PointSeries[] {
  return namedProbes(result).flatMap(({ name, style, probes }) => {
    const found = probes.perturbation.find((one) => one.kind === kind);
    if (found === undefined || found.byDistance.length === 0) return [];
    const estimates = found.byDistance.map(({ beyond, ...bits }) => ({ at: beyond, ...bits }));
    return [{ name, style, points: estimatePoints(name, estimates, 'characters left sound', formatBits) }];
  });
}

/** How much the prediction differs from that of all characters where only the last few were read. */
export const pastMemory: Chart = {
  namesItsSeries: true,
  render: (result, layout, text) => {
    const series = namedProbes(result).flatMap(({ name, style, probes }): PointSeries[] => {
      const estimates = probes.pastMemory.byContext.map(({ context, ...distance }) => ({
        at: context,
        ...distance,
      }));
      const points = estimatePoints(name, estimates, 'characters read', (value) => formatDecimal(value));
      return points.length === 0 ? [] : [{ name, style, points }];
    });
    return curves(layout, text, series, {
      vertical: 'Total variation',
      horizontal: 'Context, characters',
      scale: 'value',
    });
  },
  legend: predictorLegend(({ probes }) => probes.pastMemory.byContext.length > 0),
};

/** The gradient of one character's loss by the characters before it, by powers of ten. */
export const gradientReach: Chart = {
  namesItsSeries: false,
  render: (result, layout, text) => {
    const byLag = result.probes?.gradientReach?.byLag ?? [];
    const estimates = byLag
      .filter(({ value }) => value > 0)
      .map(({ lag, ...norm }) => ({ at: lag, ...norm }));
    const points = estimatePoints('model', estimates, 'characters before', formatMagnitude);
    return curves(layout, text, [{ style: 'model', name: '', points }], {
      vertical: 'Norm of the gradient (logarithmic)',
      horizontal: 'Lag, characters',
      scale: 'magnitude',
    });
  },
  legend: () => [],
};
