import { crc32, inflateRawSync } from 'node:zlib';
import { ArchiveBudget } from './archive-budget.ts';
import { corruptArchive } from './corrupt-archive.ts';
import { isWanted } from './path-rules.ts';
import { RegularFile } from './regular-file.ts';
import type { RawDocument, Source, SourceContext } from './source.ts';
import { type RandomAccess, readCompressed, readZipDirectory, type ZipEntry } from './zip-directory.ts';

const STORED = 0;
const DEFLATED = 8;

/** The files of a zip archive, one in memory at a time; each checked against its checksum. */
export function zipSource(file: string): Source {
  return { description: file, read: (context) => readZip(file, context) };
}

async function* readZip(file: string, context: SourceContext): AsyncIterable<RawDocument> {
  const archive = await RegularFile.open(file);
  try {
    const budget = new ArchiveBudget(file, archive.size, context.limits);
    for (const entry of await readZipDirectory(archive, budget)) {
      if (!isWanted(entry.path, context)) continue;
      const { path, method, encrypted, size } = entry;
      budget.countBytes(size);
      if (encrypted || (method !== STORED && method !== DEFLATED)) context.drop('unreadable', path);
      else if (size > context.limits.documentBytes) context.drop('large', path);
      else yield { path, bytes: await readZipEntry(archive, entry), named: false };
    }
  } catch (cause) {
    throw corruptArchive(file, 'zip', cause);
  } finally {
    await archive.close();
  }
}

/** The bytes of a file that is stored or deflated. @throws Error with the reason where the archive is damaged */
export async function readZipEntry(archive: RandomAccess, entry: ZipEntry): Promise<Uint8Array> {
  const { method, size, checksum, path } = entry;
  const compressed = await readCompressed(archive, entry);
  const bytes = method === STORED ? compressed : inflate(compressed, size, path);
  if (bytes.length !== size || crc32(bytes) !== checksum)
    throw new Error(`${path} does not match its checksum`);
  return bytes;
}

/** Stops at the size that the directory claims. */
function inflate(compressed: Uint8Array, size: number, path: string): Uint8Array {
  try {
    // No limit may be 0, and there are empty files.
    return inflateRawSync(compressed, { maxOutputLength: Math.max(1, size) });
  } catch (cause) {
    const longer = (cause as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    throw new Error(longer ? `${path} is longer than it says` : `${path}: ${(cause as Error).message}`, {
      cause,
    });
  }
}
