export type { ExitCode, LongrangeErrorOptions } from './longrange-error.ts';
export { describeValue, LongrangeError, nearest } from './longrange-error.ts';
