import { randomBytes } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { lstat, readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { LongrangeError } from '@longrange/errors';
import { z } from 'zod';
import { systemErrorCode } from '../disk/write-atomically.ts';

/** Name of the lock in a run's folder. */
export const LOCK_FILE = 'run.lock';

const processIdentitySchema = z.object({
  host: z.string(),
  /** Boot of the machine and namespace of process ids, if the system provides them (Linux): ids from other boots and namespaces are meaningless here. */
  boot: z.string().nullable(),
  pidSpace: z.string().nullable(),
  pid: z.int().positive(),
  /** Start of the process in ticks since the boot, if the system provides it (Linux): ids are reused. */
  startTicks: z.string().nullable(),
});

/** Contents of `run.lock`. */
const ownerSchema = z.object({
  formatVersion: z.int(),
  /** Identifies this lock: another one of the same process has a different token. */
  token: z.string().regex(/^[0-9a-f]{24}$/),
  since: z.iso.datetime(),
  process: processIdentitySchema,
});

export type Owner = z.output<typeof ownerSchema>;

export function newOwner(): Owner {
  return {
    formatVersion: 1,
    token: randomBytes(12).toString('hex'),
    since: new Date().toISOString(),
    process: ownIdentity(),
  };
}

/** Reads a lock; undefined if there is none. @throws LongrangeError `RUN_LOCKED` (exit code 2) for anything but a file */
export async function readLock(path: string): Promise<string | undefined> {
  try {
    // A dangling link could be neither read nor replaced, and a pipe would never end.
    if (!(await lstat(path)).isFile()) throw noFile(path);
    return await readFile(path, 'utf8');
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(systemErrorCode(error) ?? '')) return undefined;
    throw error;
  }
}

/** Owner in the content of a lock; undefined for any other content. */
export function ownerOf(content: string): Owner | undefined {
  try {
    return ownerSchema.parse(JSON.parse(content));
  } catch {
    return undefined;
  }
}

function noFile(path: string): LongrangeError {
  return new LongrangeError({
    code: 'RUN_LOCKED',
    message: `Expected ${path} to be the lock of the run, got a link, a folder or a pipe.`,
    hint: 'it was not made by longrange; remove it.',
    exitCode: 2,
  });
}

/**
 * State of the process that works on a run: `none` without a lock or with a dead process's; `unknown` if undeterminable, as on another host.
 */
export async function runOwner(runFolder: string): Promise<'alive' | 'none' | 'unknown'> {
  const content = await readLock(join(runFolder, LOCK_FILE));
  if (content === undefined) return 'none';
  const owner = ownerOf(content);
  if (owner === undefined) return 'unknown';
  const fate = fateOf(owner.process);
  return fate === 'dead' ? 'none' : fate;
}

/** Description of a process from which others can later tell if it is still running. */
type ProcessIdentity = z.output<typeof processIdentitySchema>;

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

/** Returns true if a process is running, even another user's. */
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
