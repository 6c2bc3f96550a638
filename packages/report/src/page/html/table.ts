import { element } from '../../charts/svg.ts';
import { type Cell, cell as cells, format, isWordColumn, type Table } from '../../document/internal.ts';
import { escapeHtml } from '../../text/escape-html.ts';

/** Renders a table that scrolls within its own box on a small screen. Each number keeps its exact value in `<data value>`. */
export function renderTable({ caption, columns, rows, isSortable = false }: Table): string {
  const classes = columns.map((_, index) => (isWordColumn(rows, index) ? 'words' : null));
  const head = columns.map((column, index) =>
    element('th', { scope: 'col', class: classes[index]! }, escapeHtml(column)),
  );
  const body = rows.map(([first, ...rest]) => {
    const heading = element('th', { scope: 'row' }, first === undefined ? '' : cellContent(first));
    const cells = rest.map((cell, index) => renderCell(cell, classes[index + 1] ?? null));
    return element('tr', {}, heading, ...cells);
  });
  const table = element(
    'table',
    { class: isSortable ? 'sortable' : null },
    `<caption class="away">${escapeHtml(caption)}</caption>`,
    `<thead><tr>${head.join('')}</tr></thead><tbody>${body.join('')}</tbody>`,
  );
  return element('div', { class: 'table', role: 'region', 'aria-label': caption, tabindex: '0' }, table);
}

function renderCell(cell: Cell, style: string | null): string {
  if (cell.kind !== 'proportion') return element('td', { class: style }, cellContent(cell));
  const { held, n, low, high } = cell.proportion;
  const attributes = {
    class: cell.thin === true ? 'thin' : null,
    'data-held': String(held),
    'data-n': String(n),
    'data-low': String(low),
    'data-high': String(high),
  };
  return element('td', attributes, cellContent(cell));
}

function cellContent(cell: Cell): string {
  const { value, text, notes } = cells.parts(cell, format.NO_BREAK_SPACE);
  const escaped = escapeHtml(text);
  const number = value === null ? escaped : element('data', { value: String(value) }, escaped);
  const shown = cell.kind === 'code' ? element('code', {}, escaped) : number;
  return notes.length === 0 ? shown : `${shown}<small>${escapeHtml(notes.join(' · '))}</small>`;
}

/** Renders collapsed content. */
export function details(summary: string, ...content: readonly string[]): string {
  return `<details><summary>${summary}</summary>${content.join('')}</details>`;
}
