import { checkArgument } from '@longrange/errors';

/** As many take minutes, and settle every digit that is shown. */
const MOST_RESAMPLES = 10_000_000;

/** @throws LongrangeError `ARGUMENT_INVALID` */
export function checkResamples(resamples: number): void {
  const holds = Number.isInteger(resamples) && resamples >= 1 && resamples <= MOST_RESAMPLES;
  checkArgument(holds, 'resamples', `a whole number from 1 to ${MOST_RESAMPLES}`, resamples);
}
