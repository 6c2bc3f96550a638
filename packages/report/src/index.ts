export { isOfLanguage } from '@longrange/eval/page';
export { renderComparisonHtml } from './page/comparison/render-comparison-html.ts';
export { renderComparisonMarkdown } from './page/comparison/render-comparison-markdown.ts';
export { renderComparisonTerminal } from './page/comparison/render-comparison-terminal.ts';
export { renderHtml } from './page/html/render-html.ts';
export { renderMarkdown } from './page/markdown/render-markdown.ts';
export { renderSweepHtml } from './page/sweep/render-sweep-html.ts';
export type { SweepReport, SweepTrial } from './page/sweep/sweep-sections.ts';
export { renderHeadline, renderTerminal } from './page/terminal/render-terminal.ts';
