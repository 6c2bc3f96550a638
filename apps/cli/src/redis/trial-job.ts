import { LongrangeError } from '@longrange/errors';
import { isSafePath } from '@longrange/sweep/internal';
import { z } from 'zod';
import { engineNames } from '../engine/engine-name.ts';
import { describeRedisError } from './open-redis.ts';

/** Queue of all sweeps: a worker takes whatever is there. */
export const QUEUE = 'trials';

/** Number of failed tries after which a trial counts as failed. */
export const TRIES = 3;

/**
 * Job for a worker, which has no sweep file of its own. Whoever can write to the Redis can write jobs, so a job never says where a worker reads or writes: the worker's command line does.
 */
export const trialJobSchema = z.strictObject({
  /** Version of longrange: another one may resolve the same file to other settings. */
  version: z.string().max(64),
  /** Name of the sweep, and so of the folder of its runs. */
  sweep: z
    .string()
    .max(200)
    .refine((name) => isSafePath(name) && !name.includes('/'), { error: 'to be the name of a folder' }),
  /** The sweep file. */
  text: z.string().max(2 ** 20),
  /** The folder of the sweep file below the worker's corpus root, with `/`, where its relative paths begin; empty for the root itself. */
  base: z.string().max(1024),
  /** Store of the runs: a bucket, a folder that each worker names itself, or none. */
  store: z.union([z.literal('folder'), z.null(), z.string().max(1024).startsWith('s3://')]),
  compute: z.enum(['auto', ...engineNames]),
  /** Threads; null to leave their number to the worker. */
  threads: z.int().min(1).max(256).nullable(),
  /** Number of the trial. */
  number: z.int().min(0).max(1_000_000),
  /** Name of the trial's run, given by the coordinator. */
  name: z.string().regex(/^[0-9a-f]{16}$/),
  untilStep: z.int().min(1).nullable(),
});

export type TrialJob = Readonly<z.output<typeof trialJobSchema>>;

const paceSchema = z.object({ charactersPerSecond: z.number().nonnegative().optional() });

/** News of a job from its worker: the speed of the training, from the last line of `metrics.jsonl`; or a sentence that says why the worker cannot work on the trial. */
export const trialNewsSchema = z.union([z.string().max(2000), paceSchema]);

export type TrialNews = z.output<typeof trialNewsSchema>;

export type TrialPace = z.output<typeof paceSchema>;

/** Maximum characters of a worker's message. */
const MOST_CHARACTERS = 2000;

/** Returns the first line of a text in Redis, truncated to a readable length. */
export function firstLine(text: string): string {
  return text.slice(0, MOST_CHARACTERS).split('\n')[0]!;
}

/** Describes the failure of a call to the queue: Redis answers, but not as it should, because it is full or read-only. */
export function queueFailure(error: unknown): unknown {
  if (error instanceof LongrangeError || !(error instanceof Error)) return error;
  return new LongrangeError({
    code: 'REDIS_FAILED',
    message: `Expected Redis to keep the queue, got: ${describeRedisError(error)}.`,
    cause: error,
  });
}
