import { LongrangeError } from '@longrange/errors';
import { describeRedisError } from './open-redis.ts';

/** Most characters shown of what a worker says. */
const MOST_CHARACTERS = 2000;

/** The first line of what somebody put into Redis, of a readable length. */
export function firstLine(text: string): string {
  return text.slice(0, MOST_CHARACTERS).split('\n')[0]!;
}

/** Words the failure of a queue's call: Redis answers, but not as it should, because it is full or read-only. */
export function queueFailure(error: unknown): unknown {
  if (error instanceof LongrangeError || !(error instanceof Error)) return error;
  return new LongrangeError({
    code: 'REDIS_FAILED',
    message: `Expected Redis to keep the queue, got: ${describeRedisError(error)}.`,
    cause: error,
  });
}
