import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** An empty folder that goes away with the process. */
export function scratchFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'longrange-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
