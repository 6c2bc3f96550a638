/** What a running trial said of its time. */
export interface ToldTime {
  /** In its log's last line that had it. */
  readonly secondsLeft: number | null;
  /** How long it takes in all, by what it said then. */
  readonly expectedSeconds: number | null;
}

export const untold: ToldTime = { secondsLeft: null, expectedSeconds: null };

/**
 * What is known after a look at the log. A trial that validates writes nothing for a while, and its last line goes on to say what was left when it was written.
 * @param takenSeconds so far
 */
export function hear(told: ToldTime, secondsLeft: number | undefined, takenSeconds: number): ToldTime {
  if (secondsLeft === undefined || secondsLeft === told.secondsLeft) return told;
  return { secondsLeft, expectedSeconds: secondsLeft + takenSeconds };
}

/** Trials of a sweep, as far as their time goes. */
export interface TrialTimes {
  /** How many have ended here, and the seconds that they took together. */
  readonly ended: { readonly count: number; readonly seconds: number };
  readonly running: readonly { readonly takenSeconds: number; readonly expectedSeconds: number | null }[];
  /** How many have not begun. */
  readonly waiting: number;
  /** How many run at once, at most. */
  readonly jobs: number;
}

/** At the pace of what has ended, else of what runs; null where neither is known. */
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
