// All parts of a report, for our other packages.
export type { Content } from './cells.ts';
export * as cell from './cells.ts';
export * from './chart.ts';
export * as format from './format.ts';
export * as plot from './plot.ts';
export * from './report.ts';
export * from './tables.ts';
export * from './types.ts';
