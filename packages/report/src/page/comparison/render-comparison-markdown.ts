import type { Comparison } from '@longrange/eval/comparison';
import { buildComparisonReport } from '../../comparison/build-comparison-report.ts';
import type { Figure, Section } from '../../document/types.ts';
import { escapeMarkdown } from '../../text/escape-markdown.ts';
import { renderMarkdownTable } from '../markdown/render-markdown.ts';

/** A comparison as Markdown: the same words and tables as the page, without its charts. Ends with a newline. */
export function renderComparisonMarkdown(comparison: Comparison): string {
  const report = buildComparisonReport(comparison);
  const blocks = [
    `# ${escapeMarkdown(report.headline)}`,
    `*longrange compare, ${escapeMarkdown(report.about)}, ${report.createdAt.slice(0, 10)}*`,
    ...report.standfirst.map(escapeMarkdown),
    report.verdicts.map((text) => `- ${escapeMarkdown(text)}`).join('\n'),
    ...report.sections.flatMap(renderSection),
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

function renderSection({ title, paragraphs, figures, definitions }: Section): string[] {
  return [
    `## ${escapeMarkdown(title)}`,
    ...paragraphs.map(escapeMarkdown),
    ...figures.flatMap(renderFigure),
    definitions.map(({ term, text }) => `- **${escapeMarkdown(term)}**: ${escapeMarkdown(text)}`).join('\n'),
  ];
}

function renderFigure({ title, caption, table }: Figure): string[] {
  return [`### ${escapeMarkdown(title)}`, escapeMarkdown(caption), renderMarkdownTable(table)];
}
