import type { Chart, LegendEntry } from '../document/chart.ts';

export interface Legend {
  readonly entries: readonly LegendEntry[];
  /** Whether the wide layout names its series at their ends, so that only the narrow one needs the legend. */
  readonly isNarrowOnly: boolean;
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
