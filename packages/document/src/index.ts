// The parts of a report. Other builders of figures and number formats are only for our own packages (`internal.ts`).
export { number as numberCell, text as textCell } from './cells.ts';
export type { Chart } from './chart.ts';
export { percent as formatPercent } from './format.ts';
export type { ComparisonReport, Report } from './report.ts';
export { tableFigure } from './tables.ts';
export type { Cell, Figure, Section, Table } from './types.ts';
