// Tables of findings in Markdown.

export const DIFFERENCE = ['', 'characters', 'first − second', 'difference', '95 % interval', 'p', ''];

export function differenceRow(name, where, unit, { first, second, difference, low, high, pValue }) {
  const isShown = pValue < 0.05 && low !== undefined && (low > 0 || high < 0);
  const value = unit === 'bits' ? difference.toFixed(4) : `${(100 * difference).toFixed(1)} points`;
  const interval =
    low === undefined
      ? '–'
      : unit === 'bits'
        ? `${low.toFixed(4)} to ${high.toFixed(4)}`
        : `${(100 * low).toFixed(1)} to ${(100 * high).toFixed(1)}`;
  return [
    name,
    where,
    `${first} − ${second}`,
    value,
    interval,
    pValue < 0.001 ? '< 0.001' : pValue.toFixed(3),
    isShown ? '**shown**' : '',
  ];
}

/** The difference of two arms that `compare` has the other way round. */
export function reversed(differences, first, second) {
  const { difference, interval, pValue } = differences.find(
    (one) => one.first === second && one.second === first,
  );
  return { difference: -difference, interval: { low: -interval.high, high: -interval.low }, pValue };
}

export function amount(value, unit) {
  return unit === 'bits' ? value.toFixed(3) : `${(100 * value).toFixed(1)} %`;
}

export function rangeText(range) {
  if (range === null) return 'all';
  return range.to - range.from === 1 ? String(range.from) : `${range.from}–${range.to - 1}`;
}

/** A page that headings and tables are added to. */
export class Page {
  lines = [];

  heading(text) {
    this.lines.push(`## ${text}`, '');
  }

  table(head, rows) {
    const row = (cells) => `| ${cells.join(' | ')} |`;
    this.lines.push(row(head), row(head.map(() => '---')), ...rows.map(row), '');
  }
}
