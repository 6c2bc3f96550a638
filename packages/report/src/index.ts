export { describeResult as describe, isOfLanguage } from './describe/index.ts';
export type { Report } from './document/internal.ts';
export { renderComparisonTerminal } from './page/comparison/render-comparison-terminal.ts';
export { renderComparisonHtml, renderHtml, renderSweepHtml } from './page/html/render-html.ts';
export { renderComparisonMarkdown, renderMarkdown } from './page/markdown/render-markdown.ts';
export type { SweepReport, SweepTrial } from './page/sweep/sweep-sections.ts';
export { renderHeadline, renderTerminal } from './page/terminal/render-terminal.ts';
