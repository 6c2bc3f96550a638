import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CompleteMarker, StateFile } from '../checkpoint/state-schema.ts';
import { sha256 } from '../disk/sha256.ts';

/** Changes `state.json`, and `state.bin` where bytes are returned, and seals them again: all hashes are right. */
export async function reseal(
  folder: string,
  change: (state: StateFile, bytes: Buffer) => unknown,
): Promise<void> {
  const path = (name: string): string => join(folder, name);
  const state = JSON.parse(await readFile(path('state.json'), 'utf8')) as StateFile;
  const bytes = await readFile(path('state.bin'));
  const result = change(state, bytes);
  const changed = result instanceof Uint8Array ? result : bytes;
  await writeFile(path('state.bin'), changed);
  state.files['state.bin'] = sha256(changed);
  const text = JSON.stringify(state);
  await writeFile(path('state.json'), text);
  const marker = JSON.parse(await readFile(path('COMPLETE'), 'utf8')) as CompleteMarker;
  await writeFile(path('COMPLETE'), JSON.stringify({ ...marker, stateSha256: sha256(text) }));
}
