import { createHash } from 'node:crypto';
import { defaultLimits } from './limits.ts';
import { openSource } from './open-source.ts';
import { normalizeExtension } from './sources/path-rules.ts';
import { newFiles } from './sources/source.ts';

/**
 * Returns the SHA-256 (64 hexadecimal digits) of a source: relative paths and bytes of the files that would be read. The location of its root does not matter.
 *
 * @throws LongrangeError `CORPUS_…` if it cannot be read
 */
export async function hashSource(name: string, extensions: readonly string[]): Promise<string> {
  const source = await openSource(name);
  const hash = createHash('sha256');
  const context = {
    extensions: extensions.map(normalizeExtension),
    limits: defaultLimits,
    drop: () => undefined,
    isNew: newFiles(),
  };
  for await (const { path, bytes } of source.read(context)) {
    hash.update(`${JSON.stringify(path)} ${bytes.length}\n`);
    hash.update(bytes);
  }
  return hash.digest('hex');
}
