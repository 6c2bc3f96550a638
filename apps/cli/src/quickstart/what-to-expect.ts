import { cpus } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';

/** Long enough for the counters of time, which have steps of 10 ms. */
const LOOK_MS = 300;
/** Above this, others take so much that it shows. */
const BUSY_SHARE = 0.4;

/** What the quick start says of its time before it begins. */
export function whatToExpect(busyShare: number): string {
  const usual = 'Takes some three minutes on two idle cores.';
  if (busyShare < BUSY_SHARE) return usual;
  const percent = Math.round(100 * busyShare);
  return `${usual} Other work keeps ${percent} % of this machine's processor busy, so it takes longer here, and training, which ends by the clock, learns less.`;
}

/** Share of the processor's time that others take while this process waits, from 0 to 1. */
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
