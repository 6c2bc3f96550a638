import type { MetricsLine, TrainingEvent } from '@longrange/trainer';
import { readTrackedRun } from './tracked-run.ts';
import type { RunStatus, Tracker } from './tracker.ts';
import { withRetries } from './trackers.ts';

export interface FollowerOptions {
  readonly tracker: Tracker;
  readonly runFolder: string;
  /** Aborted: what is under way fails. */
  readonly signal: AbortSignal;
  /** Told once where the figures are to be seen. */
  readonly onBegin: (place: string) => void;
  /** Told once when the tracker fails, and not again before it has worked. */
  readonly onFailure: (error: Error) => void;
  readonly pausesMs?: readonly number[];
}

/**
 * Tells a tracker what a training does, without making it wait. After a failure the tracker is brought up from `metrics.jsonl` at the next checkpoint, so nothing is kept for it.
 */
export class Follower {
  readonly #options: FollowerOptions;
  /** The step of the last checkpoint; undefined before the training has begun. */
  #savedStep: number | undefined;
  #pending: MetricsLine[] = [];
  #isBehind = true;
  #hasFailed = false;
  #hasBegun = false;
  #isDue = false;
  #working: Promise<void> | undefined;

  constructor(options: FollowerOptions) {
    this.#options = options;
  }

  take(event: TrainingEvent): void {
    if (event.type === 'start' || event.type === 'checkpoint') {
      this.#savedStep = event.step;
      this.#wake();
    } else if (event.type === 'step' || event.type === 'validation') {
      this.#pending.push(event);
      if (this.#options.tracker.takesUnsaved && !this.#hasFailed) this.#wake();
    }
  }

  /** Ends once the tracker has everything, or has failed. */
  async finish(status: RunStatus): Promise<void> {
    if (this.#savedStep === undefined) return;
    this.#wake();
    await this.#working;
    const { tracker, signal } = this.#options;
    if (!this.#isBehind)
      await withRetries(() => tracker.end(status), signal, this.#pausesMs).catch((error) =>
        this.#fail(error),
      );
  }

  /** While it fails, each checkpoint is one more attempt. */
  get #pausesMs(): readonly number[] | undefined {
    return this.#hasFailed ? [] : this.#options.pausesMs;
  }

  #wake(): void {
    this.#isDue = true;
    this.#working ??= this.#work().finally(() => {
      this.#working = undefined;
    });
  }

  async #work(): Promise<void> {
    const { signal } = this.#options;
    while (this.#isDue) {
      this.#isDue = false;
      try {
        await withRetries(() => this.#bringUp(), signal, this.#pausesMs);
        this.#hasFailed = false;
      } catch (error) {
        this.#fail(error as Error);
      }
    }
  }

  async #bringUp(): Promise<void> {
    const { tracker, runFolder, onBegin } = this.#options;
    const lastStep = tracker.takesUnsaved ? Number.POSITIVE_INFINITY : this.#savedStep!;
    const isDue = ({ step }: MetricsLine): boolean => step <= lastStep;
    const due = this.#pending.filter(isDue);
    this.#pending = this.#pending.filter((line) => !isDue(line));
    const wasBehind = this.#isBehind;
    this.#isBehind = true;
    if (wasBehind) {
      const run = await readTrackedRun(runFolder);
      const place = await tracker.begin({ ...run, lines: run.lines.filter(isDue) });
      if (!this.#hasBegun) onBegin(place);
      this.#hasBegun = true;
    } else await tracker.add(due);
    this.#isBehind = false;
  }

  #fail(error: Error): void {
    if (!this.#hasFailed) this.#options.onFailure(error);
    this.#hasFailed = true;
  }
}
