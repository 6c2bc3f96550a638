import type { Result } from '@longrange/eval';
import type { Report } from '../document/internal.ts';
import { describeResult } from './build-report.ts';

/** Returns the description of what is to be rendered, unless it is one. */
export function reportOf(given: Result | Report): Report {
  return 'parts' in Object(given) ? (given as Report) : describeResult(given as Result);
}
