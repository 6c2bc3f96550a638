export { type Described, describe, reportOf } from './report-of.ts';
export { describeSweep, type Sweep, type SweepTrial } from './sweep.ts';
export { isOfLanguage } from './view.ts';
