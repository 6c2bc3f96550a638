import type { Chart, LegendEntry } from '@longrange/document/internal';
import type { MarkKey } from './markers.ts';

export interface Legend {
  readonly entries: readonly LegendEntry[];
  /** Whether the wide layout names its series at their ends, so that only the narrow one needs the legend. */
  readonly isNarrowOnly: boolean;
}

/** What is drawn beside the series, and in what words it is explained: only what the chart has. */
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

/** The names of a chart's series, each once. A series that is called like its panel needs none. */
export function legendOf(chart: Chart): Legend {
  if (chart.kind === 'rows') return { entries: chart.legend, isNarrowOnly: false };
  if (chart.kind !== 'curves') return { entries: [], isNarrowOnly: false };
  const panels: readonly { title: string; series: readonly LegendEntry[] }[] = chart.panels;
  const named = panels.flatMap(({ title, series }) =>
    series.filter(({ name }) => name !== '' && name !== title),
  );
  const entries = new Map(named.map(({ style, name }) => [`${style} ${name}`, { style, name }]));
  return { entries: [...entries.values()], isNarrowOnly: panels.length === 1 && panels[0]!.title === '' };
}
