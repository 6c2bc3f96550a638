import type { Figure, FirstSample, Notice, Numeral, Report } from '../../document/internal.ts';
import { format, scoreTable } from '../../document/internal.ts';
import { escapeHtml, escapeProse } from '../../text/escape-html.ts';
import { renderMarked } from './excerpt.ts';
import { isCharted, renderChart, renderFigure, renderMarkKeys } from './figure.ts';
import { details, renderTable } from './table.ts';

/** Renders the first screen: how far back, in two numerals, one chart and one sample. A failed check follows them. */
export function renderHero(report: Report): string {
  const { numerals, headline, question, scope, figure, sample, settings, notices, standfirst } = report;
  const calm = notices.filter(({ warning }) => !warning).map(({ text }) => text);
  const left = [
    numerals.length === 0 ? '' : `<div class="numerals">${numerals.map(renderNumeral).join('')}</div>`,
    figure === null ? '' : renderAnswer(figure),
    ...notices.map(renderWarning),
    figure === null ? '' : renderFolded(figure, standfirst),
    renderScores(report),
  ];
  const right = [
    sample === null ? '' : renderSample(sample),
    settings === null ? '' : renderFigure(settings),
  ].join('');
  return [
    `<header>${renderKicker(report)}`,
    `<h1>${escapeProse(numerals.length === 0 ? headline : question)}</h1>`,
    scope === '' ? '' : `<p class="scope">${escapeProse(scope)}</p>`,
    `<div class="answer"><div>${left.join('')}</div>${right === '' ? '' : `<div>${right}</div>`}</div>`,
    calm.length === 0 ? '' : `<p class="note">${escapeProse(calm.join(' '))}</p>`,
    `${renderNavigation(report)}</header>`,
  ].join('');
}

/** Subject and date of the page. */
function renderKicker({ command, about, createdAt }: Report): string {
  const time = escapeHtml(createdAt ?? '');
  const date = time === '' ? '' : `<time datetime="${time}">${time.slice(0, 10)}</time>`;
  return `<p class="kicker"><span><b>${command}</b> ${escapeHtml(about)}</span>${date}</p>`;
}

/** Renders a figure in large type, and below it its interval and meaning, and the figures of others. */
function renderNumeral({ title, meaning, value, note, beside }: Numeral): string {
  const bound = value?.bound == null ? '' : `<span>${value.bound}</span> `;
  const figure =
    value === null
      ? '<p class="numeral none">Not measurable</p>'
      : `<p class="numeral">${bound}<b>${escapeHtml(value.number)}</b> <span>${escapeHtml(value.unit)}</span></p>`;
  const others = beside.map(
    ({ style, name, words, isDetail }) =>
      `<div${isDetail ? ' class="detail"' : ''}><dt class="series-${style}">${escapeHtml(name)}</dt><dd>${escapeProse(words)}</dd></div>`,
  );
  return `<section><h2>${escapeHtml(title)}</h2>${figure}<p class="numeral-note">${escapeProse(note)}</p><p class="numeral-note">${escapeProse(meaning)}</p><dl>${others.join('')}</dl></section>`;
}

/** Renders the chart with a key to its marks. */
function renderAnswer(figure: Figure): string {
  if (!isCharted(figure)) return '';
  const caption = `<figcaption><h3>${escapeHtml(figure.title)}</h3></figcaption>`;
  return `<figure id="figure-${figure.id}">${caption}${renderChart(figure)}${renderMarkKeys(figure.chart)}</figure>`;
}

/** Renders the explanation of the chart and its numbers, collapsed. */
function renderFolded({ caption, chartNote = '', table }: Figure, standfirst: readonly string[]): string {
  const words = [...standfirst, caption, chartNote].map((text) => `<p>${escapeProse(text)}</p>`);
  return details('How to read this', ...words) + details('Numbers', renderTable(table));
}

/** Renders all headline figures, collapsed if there are a chart and a sample to look at. */
function renderScores({ scores, figure, sample }: Report): string {
  if (scores.length === 0) return '';
  const table = scoreTable(scores);
  return `<details${figure === null || sample === null ? ' open=""' : ''}><summary>${escapeHtml(table.caption)}</summary>${renderTable(table)}</details>`;
}

function renderWarning({ title, warning, text }: Notice): string {
  return warning ? `<p class="notice warning"><b>⚠ ${escapeHtml(title)}</b>${escapeProse(text)}</p>` : '';
}

function renderSample({ name, excerpt, line, lines }: FirstSample): string {
  const shown = excerpt.text.split('\n').length;
  const where = `lines ${format.count(line)} to ${format.count(line + shown - 1)} of ${format.count(lines)}`;
  return [
    `<figure class="first-sample"><figcaption><h2>${escapeHtml(`What it looks like: ${name}`)}</h2></figcaption>`,
    renderMarked(`${name}: ${excerpt.document}, ${where}`, excerpt),
    `<p class="note">${format.capitalize(where)}. <a href="#sample">The whole excerpt</a></p></figure>`,
  ].join('');
}

/** Renders the table of contents by parts of the page. The script folds it on a narrow screen. */
function renderNavigation({ parts }: Report): string {
  if (parts.length === 0) return '';
  const items = parts.map(({ title, sections }) => {
    const links = sections.map((one) => `<li><a href="#${one.id}">${escapeHtml(one.title)}</a></li>`);
    return `<div><b>${escapeHtml(title)}</b><ul>${links.join('')}</ul></div>`;
  });
  return `<nav id="contents" aria-label="Sections"><details open=""><summary>Contents</summary>${items.join('')}</details></nav>`;
}
