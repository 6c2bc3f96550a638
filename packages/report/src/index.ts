export { renderComparisonHtml } from './comparison/render-comparison-html.ts';
export { renderComparisonMarkdown } from './comparison/render-comparison-markdown.ts';
export { renderComparisonTerminal } from './comparison/render-comparison-terminal.ts';
export { renderHtml } from './render-html.ts';
export { renderMarkdown } from './render-markdown.ts';
export { renderTerminal } from './render-terminal.ts';
