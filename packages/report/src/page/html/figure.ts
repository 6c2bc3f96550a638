import { charts } from '../../charts/charts.ts';
import { narrowLayout, wideLayout } from '../../charts/layout.ts';
import { legendKey } from '../../charts/series.ts';
import { element } from '../../charts/svg.ts';
import type { Figure, Result } from '../../document/types.ts';
import { escapeHtml, escapeProse } from '../../text/escape-html.ts';
import { renderFailures } from './failures.ts';
import { renderTable } from './table.ts';

/** Title, how to read it, the chart in both layouts, and its table one click away. */
export function renderFigure(figure: Figure, result: Result): string {
  const { chart, title, table, folded } = figure;
  const content = renderTable(table);
  const isOpen = chart === null && folded !== true;
  const whose = element('span', { class: 'away' }, escapeHtml(`, ${title}`));
  return renderFrame(
    figure,
    chart === null ? '' : renderChart(figure, chart, result),
    isOpen ? content : element('details', {}, element('summary', {}, 'Numbers', whose), content),
    renderFailures(chart, result),
  );
}

/** The same without its table, which stands elsewhere. */
export function renderFigureAlone(
  figure: Figure & { chart: NonNullable<Figure['chart']> },
  result: Result,
): string {
  return renderFrame(figure, renderChart(figure, figure.chart, result));
}

function renderFrame({ id, title, caption, chartNote = '' }: Figure, ...content: readonly string[]): string {
  const heading = element('h3', {}, escapeHtml(title));
  const words = escapeProse(`${caption} ${chartNote}`.trim());
  return element('figure', { id: `figure-${id}` }, element('figcaption', {}, heading, words), ...content);
}

function renderChart(
  { id, title, description }: Figure,
  name: NonNullable<Figure['chart']>,
  result: Result,
): string {
  const chart = charts[name];
  const text = { id, title, description };
  const entries = chart
    .legend(result)
    .map(({ style, name: label, hollow }) => element('li', {}, legendKey(style, hollow), escapeHtml(label)));
  const legend = element('ul', { class: chart.namesItsSeries ? 'legend narrow' : 'legend' }, ...entries);
  return `${entries.length === 0 ? '' : legend}${chart.render(result, wideLayout, text)}${chart.render(result, narrowLayout, text)}`;
}
