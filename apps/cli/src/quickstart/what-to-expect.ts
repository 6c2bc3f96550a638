import { cpus } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';

/** Long enough for CPU time counters, which have steps of 10 ms. */
const LOOK_MS = 300;
/** Share of other processes above which they slow down the quick start. */
const BUSY_SHARE = 0.4;

/** Returns the quick start's announcement of its duration. */
export function whatToExpect(busyShare: number): string {
  const usual = 'Takes some three minutes on two idle cores.';
  if (busyShare < BUSY_SHARE) return usual;
  const percent = Math.round(100 * busyShare);
  return `${usual} Other work keeps ${percent} % of this machine's processor busy, so it takes longer here, and training, which ends by the clock, learns less.`;
}

/** Measures the share of processor time used by others while this process waits, from 0 to 1. */
export async function measureBusyShare(): Promise<number> {
  const before = times();
  await wait(LOOK_MS);
  const after = times();
  const total = after.total - before.total;
  return total === 0 ? 0 : 1 - (after.idle - before.idle) / total;
}

function times(): { idle: number; total: number } {
  let idle = 0;
  let total = 0;
  for (const { times: spent } of cpus()) {
    idle += spent.idle;
    for (const ms of Object.values(spent)) total += ms;
  }
  return { idle, total };
}
