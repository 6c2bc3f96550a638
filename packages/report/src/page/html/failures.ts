import { type FailureExample, type Figure, format } from '../../document/internal.ts';
import { escapeHtml } from '../../text/escape-html.ts';
import { marks as kinds } from '../../text/excerpt.ts';

/** Renders the failures behind a chart by distance, collapsed; empty if none is kept. */
export function renderFailures({ failures: ranges = [] }: Figure): string {
  if (ranges.length === 0) return '';
  const items = ranges.map(
    ({ id, title, examples }) =>
      `<details id="${id}"><summary>${escapeHtml(title)}</summary>${examples.map(renderExample).join('')}</details>`,
  );
  return `<details class="failures"><summary>What failed, by distance</summary><div>${items.join('')}</div></details>`;
}

function renderExample(example: FailureExample): string {
  // An HTML parser drops the first newline inside <pre>: this one is there to be dropped. Lines wrap, so nothing needs scrolling.
  return `<p><b>${escapeHtml(example.document)}</b> ${escapeHtml(example.words)}</p><pre class="excerpt">\n${renderText(example)}</pre>`;
}

/** Renders the text with both ends marked, and a note in place of text omitted between them. */
function renderText({ text, opener, at, omitted, kind }: FailureExample): string {
  const [name, words] =
    kind === 'trueCloser' ? ['true-closer', 'true closer'] : [kinds[kind].style, 'where it failed'];
  const marks = [
    { at: opener, length: 1, markup: mark('opener', text[opener] ?? '', 'opener') },
    ...(omitted === null ? [] : [{ at: omitted.at, length: 0, markup: gap(omitted.characters) }]),
    ...(at < text.length ? [{ at, length: 1, markup: mark(name, text[at]!, words) }] : []),
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
  return `<mark class="${name}">${escapeHtml(text)}<span class="away"> (${words})</span></mark>`;
}

function gap(characters: number): string {
  return `<span class="gap"> … ${format.countOf(characters, 'character')} … </span>`;
}
