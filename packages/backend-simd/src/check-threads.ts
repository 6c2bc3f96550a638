import { describeValue, LongrangeError } from '@longrange/errors';

/** @throws LongrangeError `ENGINE_THREADS` (exit code 2) for a thread count that is given and no engine can have */
export function checkThreads(threads: number | undefined): void {
  if (threads === undefined || (Number.isInteger(threads) && threads >= 1 && threads <= 256)) return;
  throw new LongrangeError({
    code: 'ENGINE_THREADS',
    message: `Expected \`threads\` to be an integer from 1 to 256, got ${describeValue(threads)}.`,
    hint: 'leave it out to use every core.',
    exitCode: 2,
  });
}

/** `1 thread`, `2 threads` */
export function countThreads(threads: number): string {
  return `${threads} ${threads === 1 ? 'thread' : 'threads'}`;
}
