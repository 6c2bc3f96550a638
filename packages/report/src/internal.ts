// Drawing, look and words, for pages and commands of our other packages. Nothing here needs Node.

export { horizontalAxis } from './charts/curve-scales.ts';
export { drawCurves } from './charts/curves.ts';
export { narrowLayout, plotExtent } from './charts/layout.ts';
export type { CurvesChart, HorizontalScale, Level, SeriesStyle } from './document/internal.ts';
export { chartStyle, themeStyle } from './page/html/style.ts';
export { escapeHtml } from './text/escape-html.ts';
export { shortRange } from './words/range-words.ts';
