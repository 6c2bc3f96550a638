import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { describeParameters, type Job, type JobEnd } from '@longrange/sweep/internal';
import type { TrialPace } from '../redis/trial-job.ts';
import { formatBits, formatCount, formatDuration } from '../terminal/format.ts';
import type { Reporter } from '../terminal/reporter.ts';
import type { OpenSweep, SweepState } from './open-sweep.ts';
import type { TrialRun } from './trial-run.ts';

const REDRAW_MS = 1000;
/** Longer than the last line of `metrics.jsonl`. */
const TAIL_BYTES = 2048;

interface Running {
  readonly job: Job;
  readonly startMs: number;
  charactersPerSecond: number;
  told: ToldTime;
}

/** Output while trials run: a line for each that ends, and a progress line. */
export class SweepScreen {
  readonly #open: OpenSweep;
  readonly #state: SweepState;
  readonly #reporter: Reporter;
  readonly #jobs: number;
  readonly #running = new Map<string, Running>();
  readonly #timer: NodeJS.Timeout;
  #best: { readonly number: number; readonly bits: number } | undefined;
  /** Names of trials that are finished or paused. */
  readonly #settled = new Set<string>();
  #failed = 0;
  #ended = 0;
  #endedSeconds = 0;

  constructor(open: OpenSweep, state: SweepState, jobs: number, reporter: Reporter) {
    this.#open = open;
    this.#state = state;
    this.#reporter = reporter;
    this.#jobs = jobs;
    for (const { number, name } of state.trials) {
      this.#consider(number, state.runs.get(name));
      if (['finished', 'paused'].includes(state.schedule.statusOf(name))) this.#settled.add(name);
    }
    this.#timer = setInterval(() => void this.#draw(), REDRAW_MS);
  }

  started(job: Job): void {
    const { name } = job.trial;
    this.#settled.delete(name);
    this.#running.set(name, { job, startMs: performance.now(), charactersPerSecond: 0, told: untold });
  }

  /** Records the pace of a trial whose log this process cannot see. */
  paced({ trial }: Job, { charactersPerSecond, secondsLeft }: TrialPace): void {
    const running = this.#running.get(trial.name);
    if (running === undefined) return;
    running.charactersPerSecond = charactersPerSecond ?? running.charactersPerSecond;
    running.told = hear(running.told, secondsLeft, secondsSince(running));
  }

  ended({ trial }: Job, end: JobEnd<TrialRun>): void {
    const { startMs } = this.#running.get(trial.name) ?? {};
    // The trial was stopped before anybody worked on it.
    if (startMs === undefined) return;
    this.#running.delete(trial.name);
    const seconds = secondsSince({ startMs });
    const { best, step, finished } = end.record;
    this.#consider(trial.number, end.record);
    const settings = describeParameters(trial, this.#open.sweep);
    const of = `trial ${trial.number}${settings === '' ? '' : ` (${settings})`}`;
    if (end.kind === 'failed') {
      this.#failed++;
      this.#reporter.line(`${of} failed: ${end.message}`);
    } else if (end.kind === 'done') {
      this.#settled.add(trial.name);
      this.#ended++;
      this.#endedSeconds += seconds;
      const bits = best === null ? '' : `: ${formatBits(best.bits)} bits per character`;
      const how = finished ? 'finished' : `paused at step ${formatCount(step)}`;
      this.#reporter.line(`${of} ${how}${bits}, ${formatDuration(seconds)}`);
    }
  }

  close(): void {
    clearInterval(this.#timer);
    this.#reporter.clear();
  }

  #consider(number: number, run: TrialRun | undefined): void {
    const bits = run?.best?.bits;
    if (bits !== undefined && bits < (this.#best?.bits ?? Number.POSITIVE_INFINITY))
      this.#best = { number, bits };
  }

  async #draw(): Promise<void> {
    await Promise.all([...this.#running.values()].map((running) => this.#look(running)));
    const total = this.#state.trials.length;
    const running = [...this.#running.values()];
    const rate = running.reduce((sum, { charactersPerSecond }) => sum + charactersPerSecond, 0);
    const left = this.#secondsLeft(running);
    const detail = [
      `${this.#settled.size} of ${total}`,
      ...(this.#failed === 0 ? [] : [`${this.#failed} failed`]),
      ...(left === null ? [] : [`${formatDuration(left)} left`]),
      ...(this.#best === undefined
        ? []
        : [`best ${formatBits(this.#best.bits)} (trial ${this.#best.number})`]),
      `${formatCount(rate)} char/s`,
    ].join('  ');
    this.#reporter.progress({ label: 'sweep', share: (this.#settled.size + this.#failed) / total, detail });
  }

  /** Estimates the time left; null with halving, where the number of promotions is unknown. */
  #secondsLeft(running: readonly Running[]): number | null {
    if (this.#open.sweep.earlyTerminate !== null) return null;
    return secondsLeftOf({
      ended: { count: this.#ended, seconds: this.#endedSeconds },
      running: running.map(({ startMs, told: { expectedSeconds } }) => ({
        ...{ takenSeconds: secondsSince({ startMs }), expectedSeconds },
      })),
      waiting: this.#state.trials.length - this.#settled.size - this.#failed - running.length,
      jobs: this.#jobs,
    });
  }

  /** Reads the pace from the log of the run. */
  async #look(running: Running): Promise<void> {
    const pace = await readPace(join(this.#open.folder, running.job.trial.name));
    if (pace !== undefined) this.paced(running.job, pace);
  }
}

/** Reads the pace from the last line of a run's log; undefined if there is none. */
export async function readPace(runFolder: string): Promise<TrialPace | undefined> {
  return lastLine(join(runFolder, 'metrics.jsonl')).catch(() => undefined);
}

async function lastLine(path: string): Promise<TrialPace> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const length = Math.min(size, TAIL_BYTES);
    const { buffer } = await file.read(Buffer.alloc(length), 0, length, size - length);
    return JSON.parse(buffer.toString('utf8').trimEnd().split('\n').at(-1)!) as TrialPace;
  } finally {
    await file.close();
  }
}

function secondsSince({ startMs }: Pick<Running, 'startMs'>): number {
  return (performance.now() - startMs) / 1000;
}

/** Time that a running trial has reported. */
export interface ToldTime {
  /** Value in the last line of its log that has it. */
  readonly secondsLeft: number | null;
  /** Total duration according to that line. */
  readonly expectedSeconds: number | null;
}

export const untold: ToldTime = { secondsLeft: null, expectedSeconds: null };

/**
 * Updates the time after a look at the log. A trial that validates writes nothing for a while, so its last line gets outdated.
 * @param takenSeconds seconds taken so far
 */
export function hear(told: ToldTime, secondsLeft: number | undefined, takenSeconds: number): ToldTime {
  if (secondsLeft === undefined || secondsLeft === told.secondsLeft) return told;
  return { secondsLeft, expectedSeconds: secondsLeft + takenSeconds };
}

/** Times of a sweep's trials. */
export interface TrialTimes {
  /** Number of trials that have ended here, and their total seconds. */
  readonly ended: { readonly count: number; readonly seconds: number };
  readonly running: readonly { readonly takenSeconds: number; readonly expectedSeconds: number | null }[];
  /** Number of trials that have not begun. */
  readonly waiting: number;
  /** Maximum number of trials at once. */
  readonly jobs: number;
}

/** Estimates the time left from ended trials, else from running ones; null if there are none. */
export function secondsLeftOf({ ended, running, waiting, jobs }: TrialTimes): number | null {
  const told = running.flatMap(({ expectedSeconds }) => expectedSeconds ?? []);
  const [sum, count] = ended.count > 0 ? [ended.seconds, ended.count] : [total(told), told.length];
  if (count === 0) return null;
  const each = sum / count;
  const inHand = total(running.map(({ takenSeconds }) => Math.max(0, each - takenSeconds)));
  return (each * waiting + inHand) / Math.max(1, Math.min(jobs, running.length));
}

function total(numbers: readonly number[]): number {
  return numbers.reduce((sum, one) => sum + one, 0);
}
