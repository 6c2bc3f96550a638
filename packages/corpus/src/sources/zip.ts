import { crc32 } from 'node:zlib';
import { inflateSync } from 'fflate';
import { corpusError } from '../corpus-error.ts';
import { isWanted } from './path-rules.ts';
import { readWhole } from './single-file.ts';
import type { RawDocument, Source, SourceContext } from './source.ts';
import { compressedBytes, readZipDirectory, type ZipEntry } from './zip-directory.ts';

const STORED = 0;
const DEFLATED = 8;
/** DEFLATE cannot expand more than this (https://zlib.net/zlib_tech.html); a larger claim is a damaged size. */
const MAXIMUM_EXPANSION = 1032;

/** The files of a zip archive, one in memory at a time; each checked against its checksum. */
export function zipSource(file: string): Source {
  return { description: file, read: (context) => readZip(file, context) };
}

async function* readZip(file: string, context: SourceContext): AsyncIterable<RawDocument> {
  const bytes = await readWhole(file);
  const archive = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (const entry of orCorrupt(file, () => readZipDirectory(archive))) {
    if (!isWanted(entry.path, context)) continue;
    if (entry.encrypted || (entry.method !== STORED && entry.method !== DEFLATED)) {
      context.drop('unreadable', entry.path);
      continue;
    }
    yield { path: entry.path, bytes: orCorrupt(file, () => extract(archive, entry)), named: false };
  }
}

function extract(archive: DataView, entry: ZipEntry): Uint8Array {
  const compressed = compressedBytes(archive, entry);
  if (entry.size > compressed.length * MAXIMUM_EXPANSION) throw new Error(`impossible size of ${entry.path}`);
  const bytes =
    entry.method === STORED ? compressed : inflateSync(compressed, { out: new Uint8Array(entry.size) });
  if (bytes.length !== entry.size || crc32(bytes) !== entry.checksum) {
    throw new Error(`${entry.path} does not match its checksum`);
  }
  return bytes;
}

function orCorrupt<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    throw corruptArchive(file, 'zip', cause);
  }
}

/** The one error for an archive that cannot be read to its end. */
export function corruptArchive(file: string, kind: string, cause: unknown): Error {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return corpusError(
    'CORPUS_ARCHIVE_CORRUPT',
    `Expected a sound ${kind} archive, got ${file}: ${reason}.`,
    'fetch or make the archive again.',
    cause,
  );
}
