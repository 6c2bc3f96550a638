import { element } from '../../charts/svg.ts';
import { type Excerpt, format } from '../../document/internal.ts';
import { escapeHtml } from '../../text/escape-html.ts';
import * as excerpts from '../../text/excerpt.ts';
import { characterValues } from './picture.ts';
import { details, renderTable } from './table.ts';

const hint = 'Point at a bracket, or move to a marked one with the Tab key: its other end lights up.';

const heatHint =
  'To read the bits that a character cost (its surprisal), point at it, or move through the text with the arrow keys; the switch tints them all.';

/** Renders a sample with its broken parts marked by color and shape, a legend, and a table of the marks. */
export function renderExcerpt(name: string, excerpt: Excerpt): string {
  const hidden = excerpt.text.length - excerpts.MOST_CHARACTERS;
  const label = `${name}: ${excerpt.document}`;
  const table = excerpts.markTable(excerpt);
  const bits =
    excerpt.surprisals && details('Bits, line by line', renderTable(excerpts.surprisalTable(excerpt)));
  return [
    `<figure><figcaption><h3>${escapeHtml(label)}</h3>${bits === undefined ? hint : `${hint} ${heatHint}`}</figcaption>`,
    renderMarked(label, excerpt),
    hidden > 0 ? `<p class="note">${format.count(hidden)} more characters are not shown.</p>` : '',
    table.rows.length === 0 ? '' : details('What is marked', renderTable(table)),
    `${bits ?? ''}</figure>`,
  ].join('');
}

/** Renders the marked text alone, with its legend. */
export function renderMarked(label: string, excerpt: Excerpt): string {
  const content = [renderText(label, excerpt), renderLegend(excerpt), renderHeatSwitch(label, excerpt)];
  return element('div', { class: 'marked' }, ...content);
}

/** Renders the text with its marks and, if a predictor read it, its surprisals. */
function renderText(label: string, excerpt: Excerpt): string {
  let from = 0;
  const body = excerpts.segmentsOf(excerpt).map((segment) => {
    const start = from;
    from += segment.text.length;
    return renderSegment(segment, excerpt, start);
  });
  const attributes = { class: 'excerpt', tabindex: '0', role: 'group', 'aria-label': label };
  // An HTML parser drops the first newline inside <pre>: this one is there to be dropped.
  return element('pre', { ...attributes, ...surprisalValues(excerpt) }, '\n', ...body);
}

function surprisalValues({ text, surprisals }: Excerpt) {
  if (surprisals === undefined) return {};
  const lists = surprisals.map(({ predictor, bits }) => ({ name: predictor, values: bits }));
  return characterValues(text.slice(0, excerpts.MOST_CHARACTERS), 'bits', lists);
}

/** A mark keeps its own background; text in no mark, or in a matched one, is tinted by its surprisal. */
function renderSegment({ text, mark, isStart }: excerpts.Segment, excerpt: Excerpt, from: number): string {
  const heated = () =>
    excerpts
      .heatRuns(excerpt, text, from)
      .map((run) =>
        run.heat === 0 ? escapeHtml(run.text) : element('i', { class: `h${run.heat}` }, escapeHtml(run.text)),
      )
      .join('');
  if (mark === null) return heated();
  const whole = excerpt.text;
  const partner = mark.partner === null || mark.partner >= whole.length ? null : mark.partner;
  const attributes = {
    class:
      mark.kind === 'indentation' && text.trim() !== ''
        ? 'indentation flush'
        : excerpts.marks[mark.kind].style,
    'data-at': isStart ? String(mark.start) : null,
    'data-partner': partner === null ? null : String(partner),
  };
  if (mark.kind === 'matched') return element('span', attributes, heated());
  const where =
    partner === null ? '' : `; the other end is in line ${excerpts.lineAndColumn(whole, partner).line}`;
  return element(
    'mark',
    { ...attributes, tabindex: isStart ? '0' : null, title: `${excerpts.marks[mark.kind].name}${where}` },
    escapeHtml(text),
    isStart ? element('span', { class: 'away' }, ` (${excerpts.marks[mark.kind].name})`) : '',
  );
}

function renderLegend(excerpt: Excerpt): string {
  const items = Object.entries(excerpts.marks).map(([kind, { name, style, sample }]) => {
    if (sample === null || excerpt.marks.every((mark) => mark.kind !== kind)) return '';
    const shown = element('span', { class: 'excerpt' }, element('mark', { class: style }, sample));
    return element('li', {}, shown, name);
  });
  return items.join('') === '' ? '' : element('ul', { class: 'marks-legend' }, ...items);
}

/** Renders the switch that tints each character by its bits, with CSS alone, and a key to the tints. */
function renderHeatSwitch(label: string, { surprisals }: Excerpt): string {
  const [first] = surprisals ?? [];
  if (first === undefined) return '';
  const steps = excerpts.HEAT_BITS.map(
    (bits, index) =>
      `${element('i', { class: `h${index + 1}` }, `\u00a0${bits}${index === excerpts.HEAT_BITS.length - 1 ? '+' : ''}\u00a0`)} `,
  );
  const words = `Bits of each character, by the ${escapeHtml(first.predictor)}`;
  const whose = `<span class="away">${escapeHtml(`, ${label}`)}</span>`;
  const input = '<input type="checkbox" role="switch">';
  return `<p class="heat-scale"><label>${input} ${words}${whose}</label><span>: ${steps.join('')}</span></p>`;
}
