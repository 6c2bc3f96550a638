import { createHash } from 'node:crypto';
import { escapeHtml } from '../../text/escape-html.ts';
import { characters } from './behavior/characters.ts';
import { charts } from './behavior/charts.ts';
import { style } from './style.ts';

/** Highlights a legend entry's series while the entry is hovered or focused, or, once pressed, until it is pressed again. */
const legends = `
for (const legend of document.querySelectorAll('ul.legend:not(.marks)')) {
  const drawn = legend.parentElement.querySelectorAll('svg.chart');
  const isHollow = (element) => element.querySelector('.point.hollow') !== null;
  const hasHollow = isHollow(legend);
  let pressed = null;
  const show = (button) => {
    for (const chart of drawn) {
      emphasize(chart, null);
      for (const mark of chart.querySelectorAll('.datum'))
        mark.classList.toggle('dim', hasHollow && button !== null && isHollow(mark) !== isHollow(button));
      if (button !== null && !hasHollow) emphasize(chart, ofStyle(styleOf(button.querySelector('.key'))));
    }
  };
  for (const entry of legend.children) {
    const button = document.createElement('button');
    button.type = 'button';
    button.ariaPressed = 'false';
    button.append(...entry.childNodes);
    entry.append(button);
    for (const type of ['pointerenter', 'focus']) button.addEventListener(type, () => show(button));
    for (const type of ['pointerleave', 'blur']) button.addEventListener(type, () => show(pressed));
    button.addEventListener('click', () => {
      if (pressed) pressed.ariaPressed = 'false';
      pressed = pressed === button ? null : button;
      if (pressed) pressed.ariaPressed = 'true';
      show(pressed);
    });
  }
}
`;

/** Sorts a table by the column whose heading is pressed: numbers by value, cells without one last; in reverse when pressed again. */
const sorting = `
for (const table of document.querySelectorAll('table.sortable')) {
  const body = table.tBodies[0];
  const headings = [...table.tHead.rows[0].cells];
  const valueOf = (row, column) => {
    const cell = row.cells[column];
    const data = cell.querySelector('data');
    return data ? Number(data.value) : cell.textContent;
  };
  const compare = (a, b) =>
    typeof a === 'number' && typeof b === 'number' ? a - b
      : typeof a === 'number' ? -1 : typeof b === 'number' ? 1 : a.localeCompare(b);
  headings.forEach((heading, column) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.append(...heading.childNodes);
    heading.append(button);
    button.addEventListener('click', () => {
      const sign = heading.ariaSort === 'ascending' ? -1 : 1;
      for (const other of headings) other.removeAttribute('aria-sort');
      heading.ariaSort = sign === 1 ? 'ascending' : 'descending';
      const rows = [...body.rows].map((row) => [valueOf(row, column), row]);
      rows.sort(([a], [b]) => (typeof a === typeof b ? sign : 1) * compare(a, b));
      body.append(...rows.map(([, row]) => row));
    });
  });
}
`;

/** One label for the whole page, which shows the value at the pointer or selection; screen readers read it out, since it is an output. */
const tip = `
const tip = document.body.appendChild(document.createElement('output'));
tip.className = 'tip';
tip.hidden = true;
let anchor = null;
const placeTip = () => {
  if (!anchor) return;
  const { left, right, top, bottom } = anchor.getBoundingClientRect();
  const { width, height } = tip.getBoundingClientRect();
  const above = top - height - 10;
  tip.style.left = Math.max(4, Math.min(document.documentElement.clientWidth - width - 4, (left + right - width) / 2)) + 'px';
  tip.style.top = (above < 4 ? bottom + 10 : above) + 'px';
};
const showTip = (text, element) => {
  anchor = element;
  tip.hidden = false;
  if (tip.textContent !== text) tip.textContent = text;
  placeTip();
};
const hideTip = () => {
  anchor = null;
  tip.hidden = true;
};
addEventListener('scroll', placeTip, { capture: true, passive: true });
addEventListener('pointerdown', hideTip, { capture: true });
addEventListener('keydown', ({ key }) => { if (key === 'Escape') hideTip(); });
`;

export interface PageParts {
  /** Title in plain text, like the footer. */
  readonly title: string;
  /** Identifier of the first section; null if there is none. */
  readonly skipTo: string | null;
  /** Markup, like `main`. */
  readonly header: string;
  readonly main: string;
  readonly footer: string;
}

/** Renders a whole page. Its policy blocks everything except its one inline style and script. */
export function renderShell({ title, skipTo, header, main, footer }: PageParts): string {
  const policy = `default-src 'none'; img-src data:; style-src '${hashOf(style)}'; script-src '${hashOf(script)}'`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(title)}</title>
<link rel="icon" href="data:,">
<style>${style}</style>
</head>
<body>
${skipTo === null ? '' : `<a class="skip" href="#${skipTo}">Skip to the sections</a>`}
${header}
<main>
${main}
</main>
<footer>${escapeHtml(footer)}</footer>
<script>${script}</script>
</body>
</html>
`;
}

function hashOf(content: string): string {
  return `sha256-${createHash('sha256').update(content).digest('base64')}`;
}

/** Highlights the partner of the bracket that is hovered or focused. */
const partners = `
for (const excerpt of document.querySelectorAll('pre.excerpt')) {
  const light = (event, on) => {
    const end = event.target.closest('[data-at]');
    if (!end) return;
    const partner = end.dataset.partner && excerpt.querySelector('[data-at="' + end.dataset.partner + '"]');
    for (const element of [end, partner]) if (element) element.classList.toggle('lit', on);
  };
  for (const type of ['pointerover', 'focusin']) excerpt.addEventListener(type, (event) => light(event, true));
  for (const type of ['pointerout', 'focusout']) excerpt.addEventListener(type, (event) => light(event, false));
}
`;

/** Folds the table of contents on a narrow screen, which has no room for it. */
const folding = `
const contents = document.querySelector('nav > details');
if (contents) {
  const isWide = matchMedia('(min-width:40rem)');
  const fold = () => { contents.open = isWide.matches; };
  isWide.addEventListener('change', fold);
  fold();
}
`;

/** Opens the folded section that a link leads to, also in browsers that do not, and when it is already the address. */
const revealing = `
const reveal = () => {
  const target = location.hash && document.getElementById(location.hash.slice(1));
  const section = target && target.closest('details.section');
  if (!section) return;
  section.open = true;
  target.scrollIntoView();
};
addEventListener('hashchange', reveal);
addEventListener('click', ({ target }) => { if (target.closest('a[href^="#"]')) setTimeout(reveal); });
reveal();
`;

const printing = `
addEventListener('beforeprint', () => {
  for (const details of document.querySelectorAll('details')) details.open = true;
});
`;

/** Behavior of the page, which is complete without it. */
export const script = [
  tip,
  partners,
  charts,
  legends,
  sorting,
  characters,
  folding,
  revealing,
  printing,
].join('');
