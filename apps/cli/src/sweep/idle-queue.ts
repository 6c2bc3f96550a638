import { plural } from '../terminal/format.ts';

/** A worker that can work on a trial takes it within much less. */
const PATIENCE_MS = 60_000;
const AGAIN_MS = 600_000;

interface Idle {
  /** Trials that wait while none is worked on. */
  readonly waiting: number;
  /** Workers that are connected. */
  readonly workers: number;
  /** Why one of them has put a trial back. */
  readonly refusal: string | undefined;
}

/** Knows when people should hear why nobody works on a sweep: once it has lasted, and again every ten minutes. */
export class IdleQueue {
  readonly #command: string;
  readonly #saidMs = new Map<string, number>();
  #sinceMs: number | undefined;

  /** @param command starts a worker */
  constructor(command: string) {
    this.#command = command;
  }

  /** What to say now, if anything. */
  why({ waiting, workers, refusal }: Idle, nowMs: number): string | undefined {
    this.#sinceMs = waiting === 0 ? undefined : (this.#sinceMs ?? nowMs);
    if (this.#sinceMs === undefined) return undefined;
    if (workers > 0 && nowMs - this.#sinceMs < PATIENCE_MS) return undefined;
    const kind = workers === 0 ? 'none' : refusal === undefined ? 'busy' : 'unfit';
    if (nowMs - (this.#saidMs.get(kind) ?? Number.NEGATIVE_INFINITY) < AGAIN_MS) return undefined;
    this.#saidMs.set(kind, nowMs);
    if (kind === 'none') return `no worker is connected. Start some with: ${this.#command}`;
    const trials = `${plural(waiting, 'trial')} ${waiting === 1 ? 'waits' : 'wait'}`;
    const connected = `${plural(workers, 'worker')} ${workers === 1 ? 'is' : 'are'} connected`;
    return kind === 'busy'
      ? `${trials}: ${connected}, and busy with something else.`
      : `${trials}: ${connected}, and none can work on this sweep. One says, ${refusal}`;
  }
}
