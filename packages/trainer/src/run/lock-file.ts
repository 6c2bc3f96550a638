import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
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

/** What a lock holds, undefined where there is none. */
export async function readLock(path: string): Promise<string | undefined> {
  try {
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
