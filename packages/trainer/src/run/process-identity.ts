import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { z } from 'zod';

export const processIdentitySchema = z.object({
  host: z.string(),
  /** Boot of the machine and namespace of process ids, if the system provides them (Linux): ids of other boots and namespaces mean nothing here. */
  boot: z.string().nullable(),
  pidSpace: z.string().nullable(),
  pid: z.int().positive(),
  /** Start of the process in ticks since the boot, if the system provides it (Linux): ids are reused. */
  startTicks: z.string().nullable(),
});

/** Description of a process by which others can tell later whether it is still running. */
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
 * State of a process. It is `dead` only if that is certain: the machine has been restarted, or the process is gone. Nothing can be known about
 * processes on other machines or in other containers; without a start time, a process id in use may be another process's by now.
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

/** Returns true also for a process of another user. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Field 22 of `/proc/<pid>/stat`; the second field, the name in parentheses, may contain anything. */
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
