import type { Picture } from '@longrange/document/internal';
import { element } from '../../charts/svg.ts';
import { escapeHtml } from '../../text/escape-html.ts';
import { LEVELS, pictureCaption, pictureTable, runsOf, textOf } from '../../text/picture.ts';
import { characterValues } from './character-values.ts';
import { renderTable } from './table.ts';

/** A text coloured by a unit, blue below zero and orange above, with its scale, and its lines' figures one click away. */
export function renderPicture(picture: Picture, index: number): string {
  const { title } = picture;
  const body = runsOf(picture).map(({ text, level }) =>
    level === 0 ? escapeHtml(text) : element('span', { class: classOf(level) }, escapeHtml(text)),
  );
  return element(
    'figure',
    { id: `picture-${index}` },
    element(
      'figcaption',
      {},
      element('h3', {}, escapeHtml(title)),
      escapeHtml(`${pictureCaption} From ${picture.document}.`),
    ),
    renderScale(),
    // The parser drops the first newline inside <pre>: this one is its to drop.
    element(
      'pre',
      {
        class: 'excerpt picture',
        tabindex: '0',
        role: 'group',
        'aria-label': `${title}; its figures by line are in the table below`,
        ...characterValues(textOf(picture), 'activation', [{ name: '', values: picture.activations }]),
      },
      '\n',
      ...body,
    ),
    element('details', {}, element('summary', {}, 'Numbers'), renderTable(pictureTable(picture))),
  );
}

function renderScale(): string {
  const steps = Array.from({ length: 2 * LEVELS + 1 }, (_, step) => step - LEVELS);
  const swatches = steps.map((level) =>
    element('span', { class: level === 0 ? null : classOf(level) }, '\u00a0\u00a0'),
  );
  return element('p', { class: 'picture scale', 'aria-hidden': 'true' }, '−1 ', ...swatches, ' 1');
}

function classOf(level: number): string {
  return level < 0 ? `below-${-level}` : `above-${level}`;
}
