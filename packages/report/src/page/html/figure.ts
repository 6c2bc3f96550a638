import { narrowLayout, wideLayout } from '../../charts/layout.ts';
import { drawChart, legendOf, markKeysOf } from '../../charts/legend.ts';
import { legendKey, markKey } from '../../charts/markers.ts';
import { element } from '../../charts/svg.ts';
import { type Chart, type Figure, isTooLittle } from '../../document/internal.ts';
import { escapeHtml, escapeProse } from '../../text/escape-html.ts';
import { renderFailures } from './failures.ts';
import { details, renderTable } from './table.ts';

export type ChartedFigure = Figure & { chart: Chart };

export function isCharted(figure: Figure): figure is ChartedFigure {
  return figure.chart !== null;
}

/** Renders the title, how to read it, the chart in both layouts, and its table, collapsed. */
export function renderFigure(figure: Figure): string {
  const content = renderTable(figure.table);
  const isOpen = !isCharted(figure) && figure.folded !== true;
  const whose = element('span', { class: 'away' }, escapeHtml(`, ${figure.title}`));
  return renderFrame(
    figure,
    isCharted(figure) ? renderChart(figure) : '',
    isOpen ? content : details(`Numbers${whose}`, content),
    renderFailures(figure),
  );
}

function renderFrame({ id, title, caption, chartNote = '' }: Figure, ...content: readonly string[]): string {
  const heading = element('h3', {}, escapeHtml(title));
  const words = escapeProse(`${caption} ${chartNote}`.trim());
  return element('figure', { id: `figure-${id}` }, element('figcaption', {}, heading, words), ...content);
}

/** Renders the chart in both layouts, below the names of its series. */
export function renderChart({ chart, ...text }: ChartedFigure): string {
  if (isTooLittle(chart)) return element('p', { class: 'chart too-little' }, tooLittle);
  const { entries, isNarrowOnly } = legendOf(chart);
  const items = entries.map((entry) => element('li', {}, legendKey(entry), escapeHtml(entry.name)));
  const legend =
    items.length === 0 ? '' : element('ul', { class: isNarrowOnly ? 'legend narrow' : 'legend' }, ...items);
  return legend + drawChart(chart, wideLayout, text) + drawChart(chart, narrowLayout, text);
}

const tooLittle = 'Too little data for a curve. What there is can be read in the table.';

/** Explains the marks of a chart whose caption is folded. */
export function renderMarkKeys(chart: Chart): string {
  if (isTooLittle(chart)) return '';
  const items = markKeysOf(chart).map(({ mark, words }) => element('li', {}, markKey(mark), words));
  return items.length === 0 ? '' : element('ul', { class: 'legend marks' }, ...items);
}
