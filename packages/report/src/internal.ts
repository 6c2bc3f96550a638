// Drawing of curves, for pages of our other packages. Nothing here needs Node.
export type { CurvesChart, HorizontalScale, Level, SeriesStyle } from '@longrange/document/internal';
export { type HorizontalAxis, horizontalAxis } from './charts/curve-scales.ts';
export { drawCurves } from './charts/curves.ts';
export { type Layout, plotExtent } from './charts/layout.ts';
