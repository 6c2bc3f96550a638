import type { Comparison } from '@longrange/eval/comparison';
import { describeComparison } from '@longrange/eval/page';
import { escapeMarkdown, renderMarkdownFigure, renderMarkdownSection } from '../markdown/render-markdown.ts';

/** A comparison as Markdown: the same words and tables as the page, without its charts. Ends with a newline. */
export function renderComparisonMarkdown(comparison: Comparison): string {
  const report = describeComparison(comparison);
  const blocks = [
    `# ${escapeMarkdown(report.headline)}`,
    `*longrange compare, ${escapeMarkdown(report.about)}, ${report.createdAt.slice(0, 10)}*`,
    ...(report.ranges === null ? [] : renderMarkdownFigure(report.ranges)),
    ...report.differing.map(escapeMarkdown),
    ...report.standfirst.map(escapeMarkdown),
    report.verdicts.map((text) => `- ${escapeMarkdown(text)}`).join('\n'),
    ...report.sections.flatMap((section) => renderMarkdownSection(section)),
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}
