export type { Parameter, Value } from './file/draw-value.ts';
export { parseSweep, type Sweep } from './file/parse-sweep.ts';
export type { AshaSettings } from './file/sweep-schema.ts';
