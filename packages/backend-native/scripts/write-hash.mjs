import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';

/** Writes FILE.sha256, by which src/load-addon.ts recognizes an intact library; `sha256sum --check` reads it, too. */
export function writeHash(file) {
  const hash = createHash('sha256').update(readFileSync(file)).digest('hex');
  writeFileSync(`${file}.sha256`, `${hash}  ${basename(file)}\n`);
}
