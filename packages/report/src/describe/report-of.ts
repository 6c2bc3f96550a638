import type { Result } from '@longrange/eval';
import type { Comparison } from '@longrange/eval/comparison';
import type { Report } from '../document/internal.ts';
import { describeResult } from './build-report.ts';
import { describeComparison } from './comparison/build-comparison-report.ts';

/** A result or comparison, or the description of one. */
export type Described = Result | Comparison | Report;

/**
 * Describes a result or a comparison as data: everything that any rendering says.
 * @throws LongrangeError `ARGUMENT_INVALID` if it is neither
 */
export function describe(measured: Result | Comparison): Report {
  return measured?.format === 'longrange-comparison'
    ? describeComparison(measured)
    : describeResult(measured as Result);
}

/** Returns the description of what is to be rendered, unless it is one. */
export function reportOf(given: Described): Report {
  return 'parts' in Object(given) ? (given as Report) : describe(given as Result | Comparison);
}
