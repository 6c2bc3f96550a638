import { crc32, inflateRawSync } from 'node:zlib';
import { ArchiveBudget } from './archive-budget.ts';
import { corruptArchive } from './corrupt-archive.ts';
import { isWanted } from './path-rules.ts';
import { RegularFile } from './regular-file.ts';
import type { RawDocument, Source, SourceContext } from './source.ts';
import { readCompressed, readZipDirectory, type ZipEntry } from './zip-directory.ts';

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
      if (encrypted || (method !== STORED && method !== DEFLATED)) context.drop('unreadable', path);
      else if (size > context.limits.documentBytes) context.drop('large', path);
      else {
        budget.countBytes(size);
        yield { path, bytes: extract(await readCompressed(archive, entry), entry), named: false };
      }
    }
  } catch (cause) {
    throw corruptArchive(file, 'zip', cause);
  } finally {
    await archive.close();
  }
}

function extract(compressed: Uint8Array, { method, size, checksum, path }: ZipEntry): Uint8Array {
  // An empty file deflates to two bytes, and to no limit of zero.
  const bytes =
    method === STORED ? compressed : inflateRawSync(compressed, { maxOutputLength: Math.max(1, size) });
  if (bytes.length !== size || crc32(bytes) !== checksum)
    throw new Error(`${path} does not match its checksum`);
  return bytes;
}
