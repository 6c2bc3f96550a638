import type { Dirent } from 'node:fs';
import { readdir, realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { corpusError } from '../corpus-error.ts';
import { comparePaths, isHidden, isWanted } from './path-rules.ts';
import { readOrDrop } from './regular-file.ts';
import type { RawDocument, Source, SourceContext } from './source.ts';

/**
 * All files below a folder, in the order of their names. No link is followed: what it leads to is met under its own name where it lies
 * inside the folder, and where it lies outside nobody asked for it (a link to `/` would bring in the machine).
 */
export function folderSource(root: string): Source {
  return { description: root, read: (context) => readRoot(root, context) };
}

async function* readRoot(root: string, context: SourceContext): AsyncIterable<RawDocument> {
  const walk: Walk = { realRoot: await realpath(root), context };
  try {
    await readdir(root);
  } catch (cause) {
    throw corpusError(
      'CORPUS_UNREADABLE',
      `Expected a readable folder, got ${root}.`,
      'check its permissions.',
      cause,
    );
  }
  yield* readFolder('', walk);
}

interface Walk {
  readonly realRoot: string;
  readonly context: SourceContext;
}

/** @param folder relative to the root, with forward slashes */
async function* readFolder(folder: string, walk: Walk): AsyncIterable<RawDocument> {
  const entries = await readdir(join(walk.realRoot, folder), { withFileTypes: true }).catch(() => undefined);
  if (entries === undefined) return walk.context.drop('unreadable', folder);
  for (const entry of entries.sort((a, b) => comparePaths(a.name, b.name))) {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (isHidden(entry.name)) walk.context.drop('hidden', path);
    else if (entry.isDirectory()) yield* readFolder(path, walk);
    else yield* readEntry(entry, path, walk);
  }
}

async function* readEntry(
  entry: Dirent,
  path: string,
  { realRoot, context }: Walk,
): AsyncIterable<RawDocument> {
  const file = join(realRoot, path);
  if (entry.isSymbolicLink()) {
    const place = await placeOf(file, realRoot);
    return context.drop(place === 'inside' ? 'link' : place, path);
  }
  if (!isWanted(path, context)) return;
  if (!context.isNew(file)) return context.drop('repeated', path);
  const bytes = await readOrDrop(file, path, context);
  if (bytes !== undefined) yield { path, bytes, named: false };
}

/** Where a file lies in truth, links followed, beside a folder; a link that leads nowhere is unreadable. */
export async function placeOf(file: string, realRoot: string): Promise<'inside' | 'outside' | 'unreadable'> {
  const real = await realpath(file).catch(() => undefined);
  if (real === undefined) return 'unreadable';
  const inside = realRoot.endsWith(sep) ? realRoot : realRoot + sep;
  return real === realRoot || real.startsWith(inside) ? 'inside' : 'outside';
}
