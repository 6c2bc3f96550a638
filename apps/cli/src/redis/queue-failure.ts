import { LongrangeError } from '@longrange/errors';
import { describeRedisError } from './open-redis.ts';

/** Of what a worker says. */
const MOST_CHARACTERS = 2000;

/** The first line of what somebody put into Redis, of a readable length. */
export function firstLine(text: string): string {
  return text.slice(0, MOST_CHARACTERS).split('\n')[0]!;
}

/** What a call of the queue failed with, in words: Redis answers, but not as it should, as it is full, or only reads. */
export function queueFailure(error: unknown): unknown {
  if (error instanceof LongrangeError || !(error instanceof Error)) return error;
  return new LongrangeError({
    code: 'REDIS_FAILED',
    message: `Expected Redis to keep the queue, got: ${describeRedisError(error)}.`,
    cause: error,
  });
}
