export { describeResult } from './build-report.ts';
export { describeComparison } from './comparison/build-comparison-report.ts';
export { reportOf } from './report-of.ts';
export { isOfLanguage } from './view.ts';
