import { join } from 'node:path';
import { LOCK_FILE, ownerOf, readLock } from './lock-file.ts';
import { fateOf } from './process-identity.ts';

/**
 * Whether a process works on a run: `none` where it has no lock or one of a dead process; `unknown` where that cannot be told from here, as of another host.
 */
export async function runOwner(runFolder: string): Promise<'alive' | 'none' | 'unknown'> {
  const content = await readLock(join(runFolder, LOCK_FILE));
  if (content === undefined) return 'none';
  const owner = ownerOf(content);
  if (owner === undefined) return 'unknown';
  const fate = fateOf(owner.process);
  return fate === 'dead' ? 'none' : fate;
}
