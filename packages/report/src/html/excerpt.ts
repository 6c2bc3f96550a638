import { element } from '../charts/svg.ts';
import {
  lineAndColumn,
  MOST_CHARACTERS,
  markNames,
  markTable,
  type Segment,
  segmentsOf,
} from '../document/excerpt.ts';
import type { Excerpt } from '../document/types.ts';
import { escapeHtml } from '../text/escape-html.ts';
import { formatCount } from '../text/format.ts';
import { renderTable } from './table.ts';

type Kind = Excerpt['marks'][number]['kind'];

const classes: Readonly<Record<Kind, string>> = {
  matched: 'matched',
  wrongType: 'wrong-type',
  closedByForce: 'closed-by-force',
  unclosed: 'unclosed',
  censored: 'censored',
  stray: 'stray',
  string: 'string',
  indentation: 'indentation',
  controlFlow: 'control-flow',
};

const legendSamples: Readonly<Record<Exclude<Kind, 'matched'>, string>> = {
  wrongType: '( ]',
  closedByForce: '(',
  unclosed: '(',
  stray: ')',
  string: '"',
  indentation: '    ',
  controlFlow: 'else',
  censored: '(',
};

const hint = 'Point at a bracket, or move to a marked one with the Tab key: its other end lights up.';

const legendOrder = [
  'wrongType',
  'closedByForce',
  'unclosed',
  'stray',
  'string',
  'indentation',
  'controlFlow',
  'censored',
] as const;

/** A sample with what is broken in it marked by colour and by form, its legend, and the list of marks as a table. */
export function renderExcerpt(name: string, excerpt: Excerpt): string {
  const hidden = excerpt.text.length - MOST_CHARACTERS;
  const label = `${name}: ${excerpt.document}`;
  const table = markTable(excerpt);
  return element(
    'figure',
    {},
    element('figcaption', {}, element('h3', {}, escapeHtml(label)), hint),
    renderMarked(label, excerpt),
    hidden > 0
      ? element('p', { class: 'note' }, `${formatCount(hidden)} more characters are not shown.`)
      : '',
    table.rows.length === 0
      ? ''
      : element('details', {}, element('summary', {}, 'What is marked'), renderTable(table)),
  );
}

/** A stretch of it alone, with its legend. */
export function renderMarked(label: string, excerpt: Excerpt): string {
  const kinds = legendOrder.filter((kind) => excerpt.marks.some((mark) => mark.kind === kind));
  const body = segmentsOf(excerpt).map((segment) => renderSegment(segment, excerpt.text));
  return (
    // The parser drops the first newline inside <pre>: this one is its to drop.
    element('pre', { class: 'excerpt', tabindex: '0', role: 'group', 'aria-label': label }, '\n', ...body) +
    renderLegend(kinds)
  );
}

function renderSegment({ text, mark, isStart }: Segment, whole: string): string {
  if (mark === null) return escapeHtml(text);
  const partner = mark.partner === null || mark.partner >= whole.length ? null : mark.partner;
  const attributes = {
    class: mark.kind === 'indentation' && text.trim() !== '' ? 'indentation flush' : classes[mark.kind],
    'data-at': isStart ? String(mark.start) : null,
    'data-partner': partner === null ? null : String(partner),
  };
  if (mark.kind === 'matched') return element('span', attributes, escapeHtml(text));
  const where = partner === null ? '' : `; the other end is in line ${lineAndColumn(whole, partner).line}`;
  return element(
    'mark',
    { ...attributes, tabindex: isStart ? '0' : null, title: `${markNames[mark.kind]}${where}` },
    escapeHtml(text),
    isStart ? element('span', { class: 'away' }, ` (${markNames[mark.kind]})`) : '',
  );
}

function renderLegend(kinds: readonly (typeof legendOrder)[number][]): string {
  const items = kinds.map((kind) => {
    const sample = element('mark', { class: classes[kind] }, legendSamples[kind]);
    return element('li', {}, element('span', { class: 'excerpt' }, sample), markNames[kind]);
  });
  return items.length === 0 ? '' : element('ul', { class: 'marks-legend' }, ...items);
}
