import type { Chart, LegendEntry } from '../document/internal.ts';
import { drawCurves } from './curves.ts';
import type { ChartText } from './frame.ts';
import type { Layout } from './layout.ts';
import type { MarkKey } from './markers.ts';
import { drawRows } from './rows.ts';

export interface Legend {
  readonly entries: readonly LegendEntry[];
  /** Set if the wide layout names series at their ends, so that only the narrow one needs the legend. */
  readonly isNarrowOnly: boolean;
}

/** Marks other than the series, each with its explanation: only those that the chart has. */
export function markKeysOf(chart: Chart): { readonly mark: MarkKey; readonly words: string }[] {
  if (chart.kind !== 'curves') return [];
  const points = chart.panels.flatMap(({ series }) => series.flatMap((one) => one.points));
  const shown = points.filter(({ value }) => value !== null);
  const falls = chart.panels.flatMap((panel) => panel.falls ?? []);
  const all = [
    { mark: 'interval', words: '95 % interval', isDrawn: shown.some(({ low, high }) => low < high) },
    { mark: 'thin', words: 'fewer than 30 cases', isDrawn: shown.some(({ thin }) => thin) },
    { mark: 'fall', words: 'range, with its 95 % interval', isDrawn: falls.some(({ at }) => at !== null) },
  ] as const;
  return all.filter(({ isDrawn }) => isDrawn);
}

/** The names of a chart's series, each once. A series with the same name as its panel needs no entry. */
export function legendOf(chart: Chart): Legend {
  if (chart.kind === 'rows') return { entries: chart.legend, isNarrowOnly: false };
  const panels: readonly { title: string; series: readonly LegendEntry[] }[] = chart.panels;
  const named = panels.flatMap(({ title, series }) =>
    series.filter(({ name }) => name !== '' && name !== title),
  );
  const entries = new Map(named.map((one) => [`${one.style} ${one.name}`, one]));
  return { entries: [...entries.values()], isNarrowOnly: panels.length === 1 && panels[0]!.title === '' };
}

/** Draws a chart as one SVG in one layout. Pure; everything that it shows is also in its figure's table. */
export function drawChart(chart: Chart, layout: Layout, text: ChartText): string {
  return chart.kind === 'curves' ? drawCurves(layout, text, chart) : drawRows(layout, text, chart);
}
