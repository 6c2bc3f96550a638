import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { z } from 'zod';

export const processIdentitySchema = z.object({
  host: z.string(),
  /** The boot of the machine and the name space of process ids, where the system tells them (Linux): ids of other ones mean nothing here. */
  boot: z.string().nullable(),
  pidSpace: z.string().nullable(),
  pid: z.int().positive(),
  /** In ticks since the boot, where the system tells it (Linux): the same id may be another process's by now. */
  startTicks: z.string().nullable(),
});

/** A process, so described that others can tell later whether it still runs. */
export type ProcessIdentity = z.output<typeof processIdentitySchema>;

export function ownIdentity(): ProcessIdentity {
  return {
    host: hostname(),
    boot: textOf('/proc/sys/kernel/random/boot_id'),
    pidSpace: pidSpace(),
    pid: process.pid,
    startTicks: startTicksOf(process.pid),
  };
}

/**
 * `dead` only where it is certain: the machine has been restarted, or the process is not there any more. Of another machine, or of
 * another container on this one, nothing can be known; and a process id that is in use may be another's by now where no start is told.
 */
export function fateOf(other: ProcessIdentity): 'alive' | 'dead' | 'unknown' {
  const own = ownIdentity();
  if (other.host !== own.host) return 'unknown';
  if (other.boot !== own.boot) return other.boot === null || own.boot === null ? 'unknown' : 'dead';
  if (other.pidSpace !== own.pidSpace) return 'unknown';
  if (!isRunning(other.pid)) return 'dead';
  if (other.pid === process.pid && other.startTicks === own.startTicks) return 'alive';
  const ticks = startTicksOf(other.pid);
  if (ticks === null || other.startTicks === null) return 'unknown';
  return ticks === other.startTicks ? 'alive' : 'dead';
}

/** Also true for a process of another user. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Field 22 of `/proc/<pid>/stat`; the second one, the name in brackets, may hold anything. */
function startTicksOf(pid: number): string | null {
  const stat = textOf(`/proc/${pid}/stat`);
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[22 - 3] ?? null;
}

function pidSpace(): string | null {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return null;
  }
}

function textOf(path: string): string | null {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return null;
  }
}
