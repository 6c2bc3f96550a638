import { showControls } from '@longrange/errors';
import { type Described, reportOf } from '../../describe/index.ts';
import type { Figure, Notice, Section, Table } from '../../document/internal.ts';
import { cell, isWordColumn, scoreTable } from '../../document/internal.ts';
import { MOST_CHARACTERS, markTable } from '../../text/excerpt.ts';
import { pictureCaption, pictureTable } from '../../text/picture.ts';

/** Renders a report as Markdown: the same text and tables as the page, without its charts. Ends with a newline. */
export function renderMarkdown(given: Described): string {
  const report = reportOf(given);
  const { command, about, createdAt, notices, figure, settings } = report;
  const calm = notices.filter(({ warning }) => !warning);
  const dated = [command, escapeMarkdown(about), createdAt?.slice(0, 10) ?? []].flat();
  const blocks = [
    `# ${escapeMarkdown(report.headline)}`,
    `*${dated.join(', ')}*`,
    ...notices.filter(({ warning }) => warning).map(renderWarning),
    escapeMarkdown(report.scope),
    ...report.standfirst.map(escapeMarkdown),
    ...(figure === null ? [] : renderMarkdownFigure(figure)),
    escapeMarkdown(calm.map(({ text }) => text).join(' ')),
    renderMarkdownTable(scoreTable(report.scores)),
    ...(settings === null ? [] : renderMarkdownFigure(settings)),
    ...report.parts.flatMap(({ sections }) =>
      sections.flatMap((section) => renderMarkdownSection(section, report.language)),
    ),
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

function renderWarning({ title, text }: Notice): string {
  return `> **Warning: ${title}** ${escapeMarkdown(text)}`;
}

/** Returns a section's blocks; some are empty. Samples are marked as code of the language. */
function renderMarkdownSection(section: Section, language: string): string[] {
  return [
    `## ${escapeMarkdown(section.title)}`,
    ...section.paragraphs.map(escapeMarkdown),
    ...section.figures.flatMap(renderMarkdownFigure),
    ...(section.excerpts ?? []).flatMap(({ name, excerpt }) => [
      `### ${escapeMarkdown(`${name}: ${excerpt.document}`)}`,
      fencedBlock(excerpt.text.slice(0, MOST_CHARACTERS), language),
      renderMarkdownTable(markTable(excerpt)),
    ]),
    ...(section.pictures ?? []).flatMap((picture) => [
      `### ${escapeMarkdown(picture.title)}`,
      escapeMarkdown(pictureCaption),
      renderMarkdownTable(pictureTable(picture)),
    ]),
    Object.entries(section.definitions ?? {})
      .map(([term, text]) => `- **${escapeMarkdown(term)}**: ${escapeMarkdown(text)}`)
      .join('\n'),
  ];
}

function renderMarkdownFigure({ title, caption, table }: Figure): string[] {
  return [`### ${escapeMarkdown(title)}`, escapeMarkdown(caption), renderMarkdownTable(table)];
}

/** Renders a table as Markdown; empty if it has no rows. */
function renderMarkdownTable({ columns, rows }: Table): string {
  if (rows.length === 0) return '';
  const line = (cells: readonly string[]) => `| ${cells.map(escapeMarkdown).join(' | ')} |`;
  const rule = columns.map((_, index) => (index === 0 || isWordColumn(rows, index) ? '---' : '---:'));
  return [line(columns), `| ${rule.join(' | ')} |`, ...rows.map((row) => line(row.map(cell.line)))].join(
    '\n',
  );
}

/** Escapes text for one line of Markdown or a table cell, so that nothing in it starts markup, HTML or another cell. */
function escapeMarkdown(text: string): string {
  return showControls(text)
    .replace(/\s*\n\s*/g, ' ')
    .replace(/[\\`*_[\]<>|~#]/g, (character) => `\\${character}`);
}

/** A fenced block whose fence is longer than any run of backticks in the text. */
function fencedBlock(text: string, language: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map((match) => match[0].length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language.replace(/[^\w-]/g, '')}\n${showControls(text).replace(/\n$/, '')}\n${fence}`;
}
