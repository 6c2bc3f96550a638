import { countOf, type FailureExample, type Figure } from '@longrange/document/internal';
import { element } from '../../charts/svg.ts';
import { escapeHtml } from '../../text/escape-html.ts';
import { markClasses } from './excerpt.ts';

/** What failed behind a chart, one click away, by distance; empty where nothing is kept. */
export function renderFailures({ failures: ranges = [] }: Figure): string {
  if (ranges.length === 0) return '';
  const items = ranges.map(({ id, title, examples }) =>
    element(
      'details',
      { id },
      element('summary', {}, escapeHtml(title)),
      ...examples.map((example) => renderExample(example)),
    ),
  );
  return element(
    'details',
    { class: 'failures' },
    element('summary', {}, 'What failed, by distance'),
    element('div', {}, ...items),
  );
}

function renderExample(example: FailureExample): string {
  const { document, words } = example;
  return (
    element('p', {}, element('b', {}, escapeHtml(document)), ` ${escapeHtml(words)}`) +
    // The parser drops the first newline inside <pre>: this one is its to drop. Its lines wrap, so that it need not be scrolled.
    element('pre', { class: 'excerpt' }, '\n', renderText(example))
  );
}

/** The text with both ends marked, and what is left out between them said in its place. */
function renderText({ text, opener, at, omitted, kind }: FailureExample): string {
  const marks = [
    { at: opener, length: 1, markup: mark('opener', text[opener] ?? '', 'opener') },
    ...(omitted === null ? [] : [{ at: omitted.at, length: 0, markup: gap(omitted.characters) }]),
    ...(at < text.length
      ? [
          {
            at,
            length: 1,
            markup: mark(
              kind === 'trueCloser' ? 'true-closer' : markClasses[kind],
              text[at]!,
              kind === 'trueCloser' ? 'true closer' : 'where it failed',
            ),
          },
        ]
      : []),
  ];
  let position = 0;
  const pieces = marks.map((one) => {
    const before = escapeHtml(text.slice(position, one.at));
    position = one.at + one.length;
    return before + one.markup;
  });
  return pieces.join('') + escapeHtml(text.slice(position));
}

function mark(name: string, text: string, words: string): string {
  return element(
    'mark',
    { class: name },
    escapeHtml(text),
    element('span', { class: 'away' }, ` (${words})`),
  );
}

function gap(characters: number): string {
  return element('span', { class: 'gap' }, ` … ${countOf(characters, 'character')} … `);
}
