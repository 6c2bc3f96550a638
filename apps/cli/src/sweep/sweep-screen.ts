import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { describeParameters, type Job, type JobEnd } from '@longrange/sweep/internal';
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
}

/** Output while trials run: a line for each that ends, and a progress line. */
export class SweepScreen {
  readonly #open: OpenSweep;
  readonly #state: SweepState;
  readonly #reporter: Reporter;
  readonly #running = new Map<string, Running>();
  readonly #timer: NodeJS.Timeout;
  #best: { readonly number: number; readonly bits: number } | undefined;
  /** Names of trials that are finished or paused. */
  readonly #settled = new Set<string>();
  #failed = 0;
  #ended = 0;
  #endedSeconds = 0;

  constructor(open: OpenSweep, state: SweepState, reporter: Reporter) {
    this.#open = open;
    this.#state = state;
    this.#reporter = reporter;
    for (const { number, name } of state.trials) {
      this.#consider(number, state.runs.get(name));
      if (['finished', 'paused'].includes(state.schedule.statusOf(name))) this.#settled.add(name);
    }
    this.#timer = setInterval(() => void this.#draw(), REDRAW_MS);
  }

  started(job: Job): void {
    const { name } = job.trial;
    this.#settled.delete(name);
    this.#running.set(name, { job, startMs: performance.now(), charactersPerSecond: 0 });
  }

  ended({ trial }: Job, end: JobEnd<TrialRun>): void {
    const seconds = secondsSince(this.#running.get(trial.name)!);
    this.#running.delete(trial.name);
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
      ...(rate > 0 ? [`${formatCount(rate)} char/s`] : []),
    ].join('  ');
    this.#reporter.progress({ label: 'sweep', share: (this.#settled.size + this.#failed) / total, detail });
  }

  /** Estimates the time left from the trials that have ended; null before the first, and with halving, where the number of promotions is unknown. */
  #secondsLeft(running: readonly Running[]): number | null {
    if (this.#open.sweep.earlyTerminate !== null || this.#ended === 0) return null;
    const each = this.#endedSeconds / this.#ended;
    const inHand = running.reduce((sum, one) => sum + Math.max(0, each - secondsSince(one)), 0);
    const waiting = this.#state.trials.length - this.#settled.size - this.#failed - running.length;
    return (each * waiting + inHand) / Math.max(1, Math.min(this.#open.options.jobs, running.length));
  }

  /** Reads the speed from the last line of the run's log; one without a log, or a torn line, keeps the last known speed. */
  async #look(running: Running): Promise<void> {
    try {
      const line = await lastLine(join(this.#open.folder, running.job.trial.name, 'metrics.jsonl'));
      const { charactersPerSecond } = JSON.parse(line) as { charactersPerSecond?: number };
      running.charactersPerSecond = charactersPerSecond ?? running.charactersPerSecond;
    } catch {}
  }
}

async function lastLine(path: string): Promise<string> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const length = Math.min(size, TAIL_BYTES);
    const { buffer } = await file.read(Buffer.alloc(length), 0, length, size - length);
    return buffer.toString('utf8').trimEnd().split('\n').at(-1)!;
  } finally {
    await file.close();
  }
}

function secondsSince({ startMs }: Pick<Running, 'startMs'>): number {
  return (performance.now() - startMs) / 1000;
}
