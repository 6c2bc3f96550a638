import { checkArgument, describeValue, LongrangeError } from '@longrange/errors';

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

/** @throws LongrangeError `ARGUMENT_INVALID` for an option that is given and is none of these words */
export function checkWord(name: string, value: unknown, words: readonly string[]): void {
  const isWord = value === undefined || (typeof value === 'string' && words.includes(value));
  checkArgument(isWord, name, words.map((word) => `'${word}'`).join(' or '), value);
}

/** `1 thread`, `2 threads` */
export function countThreads(threads: number): string {
  return `${threads} ${threads === 1 ? 'thread' : 'threads'}`;
}
