import { randomBytes } from 'node:crypto';
import { lstat, readFile } from 'node:fs/promises';
import { LongrangeError } from '@longrange/errors';
import { z } from 'zod';
import { systemErrorCode } from '../disk/disk-error.ts';
import { ownIdentity, processIdentitySchema } from './process-identity.ts';

/** Name of the lock in a run's folder. */
export const LOCK_FILE = 'run.lock';

/** What `run.lock` holds. */
const ownerSchema = z.object({
  formatVersion: z.int(),
  /** Of this very lock: another one of the same process has another. */
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

/** What a lock holds, undefined where there is none. @throws LongrangeError `RUN_LOCKED` (exit code 2) for what is no file */
export async function readLock(path: string): Promise<string | undefined> {
  try {
    // A link that leads nowhere would be neither read nor free, and of a pipe nobody would come to the end.
    if (!(await lstat(path)).isFile()) throw noFile(path);
    return await readFile(path, 'utf8');
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(systemErrorCode(error) ?? '')) return undefined;
    throw error;
  }
}

/** Undefined where the content is that of no lock. */
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
    hint: 'no process of longrange made it; remove it.',
    exitCode: 2,
  });
}
