import { resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { LongrangeError } from '@longrange/errors';
import type { Job, JobEnd, Journal, StartedJob } from '@longrange/sweep/internal';
import type { JobType, Queue, Job as QueuedJob } from 'bullmq';
import { type OpenRedis, openRedis, parseRedisAddress } from '../redis/open-redis.ts';
import { firstLine, QUEUE, queueFailure, TRIES, type TrialJob, trialNewsSchema } from '../redis/trial-job.ts';
import { version } from '../run/versions.ts';
import { plural } from '../terminal/format.ts';
import { invocation } from '../terminal/invocation.ts';
import type { Reporter } from '../terminal/reporter.ts';
import { fetchRuns } from './keep-in-store.ts';
import { nameInQueue, type OpenSweep, type SweepState } from './open-sweep.ts';
import { rootOf } from './sources.ts';
import type { SweepScreen } from './sweep-screen.ts';
import type { Workers } from './trial-process.ts';
import { readTrialRun, type TrialRun } from './trial-run.ts';

const LOOK_MS = 1000;
/** Pause between two tries of a failed trial. */
const RETRY_MS = 5000;
/** Timeout for removing ended jobs if Redis does not answer. */
const CLOSE_MS = 2000;
/** Time in which a file written elsewhere becomes visible here, even on NFS. */
const SEEN_MS = 60_000;

/** Pause between two reports that no worker is connected. */
const SAY_AGAIN_MS = 600_000;

/** Job that waits or runs. */
interface Outstanding {
  readonly job: Job;
  readonly journal: Journal;
  readonly began: () => void;
  readonly end: (end: JobEnd<TrialRun>) => void;
  readonly fail: (error: unknown) => void;
  hasBegun: boolean;
  /** True once Redis has it. */
  isAdded: boolean;
  /** Time at which it was first found completed while its run was not visible here. */
  completedMs: number | undefined;
}

/**
 * Trials of a sweep in Redis. The folders of the runs show what is done; a job only requests work on a trial. A job's name consists of the
 * sweep, the trial and its last step, so it exists once, however often it is added.
 */
export class TrialQueue implements Workers {
  readonly interrupted = 'interrupted: workers continue with the queue; the same command shows it again';
  readonly #open: OpenSweep;
  readonly #state: SweepState;
  readonly #queue: Queue<TrialJob, unknown, string>;
  readonly #redis: OpenRedis;
  readonly #prefix: string;
  readonly #place: string | null;
  /** Folder of the sweep file, relative to the common folder of its text. */
  readonly #textBase: string;
  /** Command that starts a worker for this sweep. */
  readonly workerCommand: string;
  readonly #outstanding = new Map<string, Outstanding>();
  readonly #ended: string[] = [];
  readonly #said = new Set<string>();
  readonly #reporter: Reporter;
  #screen: SweepScreen | undefined;
  /** Time of the last report that nobody works on the sweep. */
  #idleMs = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;

  /** @throws LongrangeError as `openRedis` */
  static async open(open: OpenSweep, state: SweepState, reporter: Reporter): Promise<TrialQueue> {
    const address = parseRedisAddress(open.options.engine!);
    const text = await rootOf(state.trials, open.base);
    const redis = await openRedis(address, (sentence) => reporter.line(sentence));
    return new TrialQueue(open, state, reporter, redis, text);
  }

  private constructor(
    open: OpenSweep,
    state: SweepState,
    reporter: Reporter,
    redis: OpenRedis,
    text: Awaited<ReturnType<typeof rootOf>>,
  ) {
    this.#open = open;
    this.#state = state;
    this.#reporter = reporter;
    this.#redis = redis;
    const { store = null, engine, runs } = open.options;
    this.#place = store === null || store.startsWith('s3://') ? store : resolve(store);
    this.#textBase = text?.base ?? '';
    this.workerCommand = invocation([
      ...['worker', engine!],
      ...(this.#place === null ? ['--runs', resolve(runs)] : ['--store', this.#place]),
      ...(text === null ? [] : ['--corpus-root', text.root]),
    ]);
    this.#prefix = `${nameInQueue(open, this.#place ?? undefined)}-`;
    this.#queue = new redis.bullmq.Queue(QUEUE, redis.options);
    // The connection reports outages; any other error rejects the call.
    this.#queue.on('error', () => undefined);
  }

  /** Workers take what they can. */
  get jobs(): number {
    return this.#open.options.jobs ?? Number.POSITIVE_INFINITY;
  }

  /** Forgets jobs that ended before: the folders show what is to be done. */
  async watch(reporter: Reporter, screen: SweepScreen): Promise<void> {
    this.#ended.push(...(await this.#idsOf('completed', 'failed')));
    await this.#removeEnded();
    this.#screen = screen;
    const look = async (): Promise<void> => {
      try {
        await this.#look();
      } catch (error) {
        const isPassing = error instanceof LongrangeError && error.code === 'STORE_FAILED';
        if (isPassing) this.#sayOnce(error.message);
        else for (const one of this.#outstanding.values()) one.fail(queueFailure(error));
      }
      if (!this.#isClosed) this.#timer = setTimeout(look, LOOK_MS);
    };
    this.#timer = setTimeout(look, LOOK_MS);
    reporter.fact('workers', this.workerCommand);
  }

  /** Adds a trial unless it is there already. When stopped, it is left to the workers. */
  start(job: Job, began: () => void, journal: Journal): StartedJob<TrialRun> {
    const id = `${this.#prefix}${job.trial.name}-${job.untilStep ?? 'end'}`;
    const done = new Promise<JobEnd<TrialRun>>((end, fail) => {
      const flags = { hasBegun: false, isAdded: false, completedMs: undefined };
      const one = { job, journal, began, end, fail, ...flags };
      this.#outstanding.set(id, one);
      void this.#add(id, one);
    }).finally(() => this.#outstanding.delete(id));
    const stop = (): void => {
      const leave = async (): Promise<void> => {
        const record = await readTrialRun(this.#open, job.trial.name);
        this.#outstanding.get(id)?.end({ kind: 'stopped', record });
      };
      leave().catch((error: unknown) => this.#outstanding.get(id)?.fail(error));
    };
    return { done, stop };
  }

  /** Returns facts: `2 running, 5 waiting, 1 failed; 2 workers`; the reason if a worker has returned a trial. */
  async describe(): Promise<[name: string, value: string][]> {
    const [active, delayed] = [await this.#idsOf('active'), await this.#idsOf('delayed')];
    const [waiting, failed] = [await this.#idsOf('wait', 'prioritized'), await this.#idsOf('failed')];
    const workers = plural(await this.#queue.getWorkersCount(), 'worker');
    const counts = `${active.size} running, ${waiting.size + delayed.size} waiting, ${failed.size} failed`;
    const facts: [string, string][] = [['queue', `${counts}; ${workers}`]];
    for (const id of delayed) {
      const news = trialNewsSchema.safeParse((await this.#jobOf(id))?.progress).data;
      if (typeof news === 'string') return [...facts, ['put back', news]];
    }
    for (const id of failed) {
      const reason = (await this.#jobOf(id))?.failedReason;
      if (reason !== undefined) return [...facts, ['failed', firstLine(reason)]];
    }
    return facts;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    await Promise.race([this.#removeEnded().catch(() => undefined), pause(CLOSE_MS)]);
    await this.#queue.disconnect();
    this.#redis.close();
  }

  async #add(id: string, one: Outstanding): Promise<void> {
    const { trial, untilStep } = one.job;
    const { compute, threads } = this.#open.options;
    const { name: sweep, text } = this.#open;
    const store = this.#place === null || this.#place.startsWith('s3://') ? this.#place : 'folder';
    const data: TrialJob = {
      ...{ version, sweep, text, base: this.#textBase, store },
      ...{ compute, threads: threads ?? null, number: trial.number, name: trial.name, untilStep },
    };
    one.isAdded = false;
    try {
      await this.#queue.add(`trial ${trial.number}`, data, {
        jobId: id,
        attempts: TRIES,
        backoff: RETRY_MS,
        // Like the schedule: promoted and unfinished trials before new ones.
        priority: this.#state.schedule.recordOf(trial.name).step > 0 ? 1 : 2,
      });
      one.isAdded = true;
    } catch (error) {
      one.fail(queueFailure(error));
    }
  }

  /** Removes ended jobs, which the journal has by now. */
  async #removeEnded(): Promise<void> {
    for (const id of this.#ended.splice(0)) await this.#queue.remove(id);
  }

  async #look(): Promise<void> {
    await this.#removeEnded();
    // Unfinished states first: a job that ends meanwhile is then seen in both, rather than in neither.
    const alive = await this.#idsOf('active', 'wait', 'prioritized', 'delayed');
    const [active, delayed] = [await this.#idsOf('active'), await this.#idsOf('delayed')];
    const [completed, failed] = [await this.#idsOf('completed'), await this.#idsOf('failed')];
    for (const [id, one] of [...this.#outstanding]) {
      if (!one.isAdded) continue;
      const isRefused = (active.has(id) || delayed.has(id)) && (await this.#tellNews(id, one));
      if (active.has(id) && !isRefused) this.#begin(one);
      if (completed.has(id) || failed.has(id)) await this.#settle(id, one, failed.has(id));
      else if (!alive.has(id)) await this.#settle(id, one, false, true);
    }
    const isIdle = alive.size > 0 && active.size === 0 && performance.now() - this.#idleMs > SAY_AGAIN_MS;
    if (!isIdle || (await this.#queue.getWorkersCount()) > 0) return;
    this.#idleMs = performance.now();
    this.#say(`no worker is connected. Start some with: ${this.workerCommand}`);
  }

  #begin(one: Outstanding): void {
    if (!one.hasBegun) one.began();
    one.hasBegun = true;
  }

  /** Ends a job with the result that its run has. */
  async #settle(id: string, one: Outstanding, hasFailed: boolean, isLost = false): Promise<void> {
    const { trial, untilStep } = one.job;
    await fetchRuns(this.#open, [trial]);
    const record = await readTrialRun(this.#open, trial.name);
    const isDone = record.finished || (untilStep !== null && record.step >= untilStep);
    if (isLost && !isDone) return this.#add(id, one);
    one.completedMs ??= performance.now();
    if (!isDone && !hasFailed && performance.now() - one.completedMs < SEEN_MS) return;
    const failedReason = isDone ? undefined : (await this.#jobOf(id))?.failedReason;
    this.#begin(one);
    const { evaluate } = this.#open.sweep;
    if (record.finished && evaluate !== 'none')
      one.journal.append({ type: 'evaluate', trial: trial.name, suite: evaluate });
    const message = failedReason ? firstLine(failedReason) : this.#unseen(trial.name);
    if (isDone) one.end({ kind: 'done', record });
    else one.end({ kind: 'failed', record, message });
    this.#ended.push(id);
  }

  #unseen(name: string): string {
    return `Expected ${this.#open.folder} to be a folder that all machines see, got nothing of a worker's run ${name}; --store keeps runs for all machines`;
  }

  /** Reports news. @returns true if the last worker could not work on the job */
  async #tellNews(id: string, { job }: Outstanding): Promise<boolean> {
    const queued = await this.#jobOf(id);
    if (queued === undefined) return false;
    const { failedReason } = queued;
    const failed = failedReason && `failed, and will be retried: ${firstLine(failedReason)}`;
    if (failed) this.#sayOnce(failed, job, `${id} ${failed}`);
    const news = trialNewsSchema.safeParse(queued.progress).data;
    if (typeof news === 'object') this.#screen?.paced(job, news);
    if (typeof news !== 'string') return false;
    this.#sayOnce(news, job);
    return true;
  }

  /** Reports a sentence about a job or the queue. */
  #say(sentence: string, job?: Job): void {
    this.#reporter.line(`${job ? `trial ${job.trial.number}` : 'sweep'}: ${sentence}`);
  }

  #sayOnce(sentence: string, job?: Job, key = sentence): void {
    if (!this.#said.has(key)) this.#say(sentence, job);
    this.#said.add(key);
  }

  async #jobOf(id: string): Promise<QueuedJob | undefined> {
    return (await this.#queue.getJob(id)) as QueuedJob | undefined;
  }

  /** Returns the ids of this sweep's jobs. */
  async #idsOf(...states: JobType[]): Promise<Set<string>> {
    const ids = await this.#queue.getRanges(states, 0, -1);
    return new Set(ids.filter((id) => id.startsWith(this.#prefix)));
  }
}
