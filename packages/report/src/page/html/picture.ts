import { showControls } from '@longrange/errors';
import { type Attributes, element } from '../../charts/svg.ts';
import type { Picture } from '../../document/internal.ts';
import { escapeHtml } from '../../text/escape-html.ts';
import { LEVELS, pictureCaption, pictureTable, runsOf, textOf } from '../../text/picture.ts';
import { details, renderTable } from './table.ts';

/** Renders a text colored by a unit, blue below zero and orange above, with its scale, and the figures of its lines, collapsed. */
export function renderPicture(picture: Picture, index: number): string {
  const { title } = picture;
  const body = runsOf(picture).map(({ text, level }) =>
    level === 0 ? escapeHtml(text) : element('span', { class: classOf(level) }, escapeHtml(text)),
  );
  const attributes = {
    class: 'excerpt picture',
    tabindex: '0',
    role: 'group',
    'aria-label': `${title}; its figures by line are in the table below`,
    ...characterValues(textOf(picture), 'activation', [{ name: '', values: picture.activations }]),
  };
  return [
    `<figure id="picture-${index}"><figcaption><h3>${escapeHtml(title)}</h3>`,
    `${escapeHtml(`${pictureCaption} From ${picture.document}.`)}</figcaption>${renderScale()}`,
    // An HTML parser drops the first newline inside <pre>: this one is there to be dropped.
    element('pre', attributes, '\n', ...body),
    `${details('Numbers', renderTable(pictureTable(picture)))}</figure>`,
  ].join('');
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

/**
 * Attributes from which the page's script shows the value of each character of a text: in hundredths, with one value for each UTF-16
 * unit of the displayed text, in which a control character may take several.
 */
export function characterValues(
  text: string,
  unit: 'bits' | 'activation',
  lists: readonly { readonly name: string; readonly values: readonly (number | null)[] }[],
): Attributes {
  const shown = [...text].map((character) => ({
    units: character.length,
    shown: showControls(character).length,
  }));
  const encoded = lists.map(({ values }) => {
    let at = 0;
    return shown
      .flatMap(({ units, shown: length }) => {
        const value = values[at] ?? null;
        at += units;
        return Array<string>(length).fill(value === null ? '' : String(Math.round(100 * value)));
      })
      .join(' ');
  });
  return {
    'data-unit': unit,
    'data-names': lists.map(({ name }) => name.replaceAll('|', '/')).join('|'),
    'data-values': encoded.join('|'),
  };
}
