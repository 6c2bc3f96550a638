// What a report is made of. The other builders of figures and formats of numbers are for our other packages (`internal.ts`).
export { number as numberCell, text as textCell } from './cells.ts';
export type { Chart } from './chart.ts';
export { percent as formatPercent } from './format.ts';
export type { ComparisonReport, Report } from './report.ts';
export { tableFigure } from './tables.ts';
export type { Cell, Figure, Section, Table } from './types.ts';
