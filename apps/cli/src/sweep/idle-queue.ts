import { plural } from '../terminal/format.ts';

/** Time after which idleness is reported; a fit worker takes a trial much sooner. */
const PATIENCE_MS = 60_000;
const AGAIN_MS = 600_000;

interface Idle {
  /** Waiting trials, if none is being worked on. */
  readonly waiting: number;
  /** Connected workers. */
  readonly workers: number;
  /** Reason that one of them gave for returning a trial. */
  readonly refusal: string | undefined;
}

/** Decides when to report why nobody works on a sweep: after a while, and again every ten minutes. */
export class IdleQueue {
  readonly #command: string;
  readonly #saidMs = new Map<string, number>();
  #sinceMs: number | undefined;

  /** @param command command that starts a worker */
  constructor(command: string) {
    this.#command = command;
  }

  /** Returns what to report now, if anything. */
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
