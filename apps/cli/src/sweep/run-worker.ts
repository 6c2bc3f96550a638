import { once } from 'node:events';
import { hostname } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { type ExitCode, isSystemError } from '@longrange/errors';
import type { WorkerOptions } from '../options/sweep-options.ts';
import { parseRedisAddress } from '../redis/address.ts';
import { describeRedisError, openRedis } from '../redis/open-redis.ts';
import { QUEUE, type TrialJob } from '../redis/trial-job.ts';
import { plural } from '../terminal/format.ts';
import { interruptExitCode, withInterrupt } from '../terminal/interrupt.ts';
import { createReporter } from '../terminal/reporter.ts';
import { storeOf } from './keep-in-store.ts';
import { workOnQueued } from './work-on-queued.ts';

/** A worker that Redis has not heard of for so long is lost: others take up its trials. */
const LOST_MS = 20_000;
const LOOK_FOR_LOST_MS = 5000;
/** A trial whose workers were lost so often has failed: it may be what ends them. */
const MOST_LOST = 20;
/** For giving jobs back at the end. */
const GIVE_BACK_MS = 5000;

/** `longrange worker`: works on trials until it is stopped. */
export async function runWorker(options: WorkerOptions): Promise<ExitCode> {
  const address = parseRedisAddress(options.redis);
  // A store that it cannot open would fail every trial that it takes.
  storeOf(options);
  const reporter = createReporter(process.stdout);
  const told = new Set<string>();
  const say = (sentence: string): void => reporter.line(sentence);
  const sayOnce = (sentence: string): void => {
    if (!told.has(sentence)) say(sentence);
    told.add(sentence);
  };
  const redis = await openRedis(address, say);
  const training = new Set<Promise<unknown>>();
  const work = async (stopped: AbortSignal): Promise<void> => {
    const context = { options, bullmq: redis.bullmq, stopped, training, say, sayOnce };
    const worker = new redis.bullmq.Worker<TrialJob, null>(
      QUEUE,
      (queued, token) => workOnQueued(queued, token!, context),
      {
        ...{ ...redis.options, name: hostname(), concurrency: options.jobs },
        ...{ lockDuration: LOST_MS, stalledInterval: LOOK_FOR_LOST_MS, maxStalledCount: MOST_LOST },
      },
    );
    worker.on('error', (error) => {
      // Outages are told by the connection.
      if (isSystemError(error)) return;
      const isLost = /\block\b/i.test(error.message);
      sayOnce(
        isLost
          ? 'redis: after a silence a trial of this worker went back into the queue; all that it has saved counts.'
          : `redis: ${describeRedisError(error)}.`,
      );
    });
    await once(stopped, 'abort');
    const closed = worker.close();
    await Promise.allSettled(training);
    const isClosed = await Promise.race([closed.then(() => true), pause(GIVE_BACK_MS, false)]);
    if (!isClosed) say('redis: no answer; others take up the trials all the same.');
  };
  reporter.fact('worker', `${plural(options.jobs, 'trial')} at a time from ${address.shown}; Ctrl-C ends it`);
  await withInterrupt(work, () =>
    say('interrupted: what trains saves and is given back; Ctrl-C again quits at once'),
  );
  redis.close();
  return interruptExitCode();
}
