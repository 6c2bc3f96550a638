import { type Cell, format, isWordColumn, type Table } from '@longrange/document/internal';
import { element } from '../../charts/svg.ts';
import { escapeHtml } from '../../text/escape-html.ts';

/** A table that scrolls inside itself on a small screen. Each number keeps its exact value in `<data value>`. */
export function renderTable({ caption, columns, rows, isSortable = false }: Table): string {
  const areWords = columns.map((_, index) => isWordColumn(rows, index));
  const head = columns.map((column, index) =>
    element('th', { scope: 'col', class: areWords[index] === true ? 'words' : null }, escapeHtml(column)),
  );
  const body = rows.map(([first, ...rest]) => {
    const heading = element('th', { scope: 'row' }, first === undefined ? '' : cellContent(first));
    return element(
      'tr',
      {},
      heading,
      ...rest.map((cell, index) => renderCell(cell, areWords[index + 1] === true)),
    );
  });
  const table = element(
    'table',
    { class: isSortable ? 'sortable' : null },
    element('caption', { class: 'away' }, escapeHtml(caption)),
    element('thead', {}, element('tr', {}, ...head)),
    element('tbody', {}, ...body),
  );
  return element('div', { class: 'table', role: 'region', 'aria-label': caption, tabindex: '0' }, table);
}

function renderCell(cell: Cell, isWord: boolean): string {
  if (cell.kind !== 'proportion') return element('td', { class: isWord ? 'words' : null }, cellContent(cell));
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
  switch (cell.kind) {
    case 'text':
      return escapeHtml(cell.text);
    case 'code':
      return element('code', {}, escapeHtml(cell.text));
    case 'nothing':
      return format.NOTHING;
    case 'number':
      return (
        data(cell.value, cell.text) +
        (cell.detail === undefined ? '' : element('small', {}, escapeHtml(cell.detail)))
      );
    case 'bits':
      return data(cell.bits, format.bits(cell.bits)) + element('small', {}, format.bitsInterval(cell));
    case 'proportion':
      return proportionContent(cell);
  }
}

function proportionContent({
  proportion,
  censored = 0,
  thin,
}: Extract<Cell, { kind: 'proportion' }>): string {
  const cut = censored > 0 ? ` · ${format.count(censored)}${format.NO_BREAK_SPACE}censored` : '';
  if (proportion.estimate === null)
    return `${format.NOTHING}${element('small', {}, `n${format.NO_BREAK_SPACE}0${cut}`)}`;
  const effect = format.designEffect(proportion);
  const clustered = effect === null ? '' : ` · ${effect}`;
  const note = `${format.percentInterval(proportion)} · n${format.NO_BREAK_SPACE}${format.count(proportion.n)}${clustered}${cut}${thin === true ? ' · thin' : ''}`;
  return (
    data(proportion.estimate, format.percent(proportion.estimate, proportion)) + element('small', {}, note)
  );
}

function data(value: number, text: string): string {
  return element('data', { value: String(value) }, escapeHtml(text));
}

/** Content one click away. */
export function details(summary: string, ...content: readonly string[]): string {
  return `<details><summary>${summary}</summary>${content.join('')}</details>`;
}
