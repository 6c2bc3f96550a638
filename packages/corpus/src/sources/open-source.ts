import { stat } from 'node:fs/promises';
import { corpusError } from '../corpus-error.ts';
import { archiveSource } from './archive.ts';
import { folderSource } from './folder.ts';
import { globSource, isGlob } from './glob.ts';
import { singleFileSource } from './single-file.ts';
import type { Source } from './source.ts';
import { stdlibSource } from './stdlib.ts';

/**
 * The source that a name means: `stdlib`, or a folder, a file, an archive (`.zip`, `.whl`, `.tar`, `.tar.gz`,
 * `.tgz`), or else a glob. A folder of the name `stdlib` is written `./stdlib`.
 * @throws CORPUS_SOURCE_MISSING
 */
export async function openSource(name: string): Promise<Source> {
  if (name === 'stdlib') return stdlibSource();
  const status = await stat(name).catch(() => undefined);
  if (status?.isDirectory()) return folderSource(name);
  if (status !== undefined) return archiveSource(name) ?? singleFileSource(name);
  if (isGlob(name)) return globSource(name);
  throw corpusError(
    'CORPUS_SOURCE_MISSING',
    `Expected a folder, file, archive or glob, got ${JSON.stringify(name)}, which does not exist.`,
    "check the path, or use 'stdlib' for the Python standard library.",
  );
}
