import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { listCheckpoints, stepsIn } from '../checkpoint/list-checkpoints.ts';
import { isTemporary } from '../disk/write-atomically.ts';
import { LOCK_FILE } from './lock-file.ts';

/**
 * What a run's folder is: not there or empty; of a run that has saved nothing yet; of one with complete checkpoints; of one whose checkpoints are
 * all damaged, which is none that training leaves, however it ends; or not a run's.
 */
export type RunFolderState = 'free' | 'unsaved' | 'saved' | 'damaged' | 'foreign';

const ownNames = new Set(['config.json', 'metrics.jsonl', 'checkpoints', 'eval']);

export async function runFolderState(runFolder: string): Promise<RunFolderState> {
  const names = await namesIn(runFolder);
  if (names === undefined) return 'foreign';
  const content = names.filter((name) => !isTemporary(name) && !name.startsWith(LOCK_FILE));
  if (content.length === 0) return 'free';
  if ((await listCheckpoints(runFolder)).length > 0) return 'saved';
  if ((await stepsIn(runFolder)).length > 0) return 'damaged';
  const isOwn = content.includes('config.json')
    ? await isRunDescription(join(runFolder, 'config.json'))
    : content.every((name) => ownNames.has(name));
  return isOwn ? 'unsaved' : 'foreign';
}

/** Empty where there is no such folder, undefined where there is something else. */
async function namesIn(folder: string): Promise<string[] | undefined> {
  try {
    return await readdir(folder);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? [] : undefined;
  }
}

async function isRunDescription(path: string): Promise<boolean> {
  try {
    const json: unknown = JSON.parse(await readFile(path, 'utf8'));
    return typeof json === 'object' && json !== null && 'formatVersion' in json && 'sessions' in json;
  } catch {
    return false;
  }
}
