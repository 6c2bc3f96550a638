// Everything that a report is made of, for our other packages.
export * from './bucket-curves.ts';
export * from './cells.ts';
export * from './chart.ts';
export * from './curve-figure.ts';
export * from './curves.ts';
export * from './format.ts';
export * from './report.ts';
export * from './share-figure.ts';
export * from './tables.ts';
export * from './types.ts';
