import { randomBytes } from 'node:crypto';
import { lstat, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LongrangeError } from '@longrange/errors';
import { z } from 'zod';
import { systemErrorCode } from '../disk/write-atomically.ts';
import { fateOf, ownIdentity, processIdentitySchema } from './process-identity.ts';

/** Name of the lock in a run's folder. */
export const LOCK_FILE = 'run.lock';

/** Contents of `run.lock`. */
const ownerSchema = z.object({
  formatVersion: z.int(),
  /** Identifies this very lock: another one of the same process has a different token. */
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
    // A dangling link could neither be read nor replaced, and a pipe would never end.
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
 * State of the process that works on a run: `none` without a lock or with that of a dead process; `unknown` if it cannot be determined from here, as on another host.
 */
export async function runOwner(runFolder: string): Promise<'alive' | 'none' | 'unknown'> {
  const content = await readLock(join(runFolder, LOCK_FILE));
  if (content === undefined) return 'none';
  const owner = ownerOf(content);
  if (owner === undefined) return 'unknown';
  const fate = fateOf(owner.process);
  return fate === 'dead' ? 'none' : fate;
}
