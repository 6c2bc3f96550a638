// Tables of the finding in Markdown.
import { holm } from '../../../packages/eval/dist/statistics/index.js';

/** A page that headings and tables are added to. */
export class Page {
  lines = [];

  heading(text) {
    this.lines.push(`## ${text}`, '');
  }

  rows(head, rows) {
    const row = (cells) => `| ${cells.join(' | ')} |`;
    this.lines.push(row(head), row(head.map(() => '---')), ...rows.map(row), '');
  }

  table(title, head, rows) {
    this.heading(title);
    this.rows(head, rows);
  }

  /** Of rows of `{ name, where, unit, first, second, difference, low, high, pValue }`. */
  differences(title, rows) {
    const head = ['', 'characters', 'first − second', 'difference', '95 % interval', 'p', ''];
    this.table(title, head, rows.map(differenceCells));
  }
}

/** The rows with p corrected after Holm, among each other. */
export function corrected(rows) {
  const adjusted = holm(rows.map(({ pValue }) => pValue));
  return rows.map((row, index) => ({ ...row, pValue: adjusted[index] }));
}

function differenceCells({ name, where, unit, first, second, difference, low, high, pValue }) {
  const isShown = pValue < 0.05 && low !== undefined && (low > 0 || high < 0);
  const show = (value) => (unit === 'bits' ? value.toFixed(4) : (100 * value).toFixed(1));
  return [
    name,
    where,
    `${first} − ${second}`,
    unit === 'bits' ? show(difference) : `${show(difference)} points`,
    low === undefined ? '–' : `${show(low)} to ${show(high)}`,
    pValue < 0.001 ? '< 0.001' : pValue.toFixed(3),
    isShown ? '**shown**' : '',
  ];
}

export function amount(value, unit) {
  return unit === 'bits' ? value.toFixed(3) : `${(100 * value).toFixed(1)} %`;
}

export function rangeText(range) {
  if (range === null) return 'all';
  return range.to - range.from === 1 ? String(range.from) : `${range.from}–${range.to - 1}`;
}
