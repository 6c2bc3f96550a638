import { realpath } from 'node:fs/promises';
import type { RawDocument, Source, SourceContext } from './source.ts';
import { tarSource } from './tar.ts';
import { zipSource } from './zip.ts';

/** Returns a source for a file with the name of an archive; undefined for any other file. */
export function archiveSource(file: string): Source | undefined {
  const source = sourceByName(file);
  return source && { ...source, read: (context) => readOnce(file, source, context) };
}

/** Returns whether a file has the name of an archive. */
export function isArchive(file: string): boolean {
  return sourceByName(file) !== undefined;
}

function sourceByName(file: string): Source | undefined {
  const lower = file.toLowerCase();
  if (lower.endsWith('.zip') || lower.endsWith('.whl')) return zipSource(file);
  if (lower.endsWith('.tar.gz') || lower.endsWith('.tgz')) return tarSource(file, { gzip: true });
  return lower.endsWith('.tar') ? tarSource(file, { gzip: false }) : undefined;
}

async function* readOnce(file: string, source: Source, context: SourceContext): AsyncIterable<RawDocument> {
  if (context.isNew(await realpath(file))) yield* source.read(context);
  else context.drop('repeated', file);
}
