import type { Dirent } from 'node:fs';
import { readdir, realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { unreadable } from '../corpus-error.ts';
import { comparePaths, isHidden, isWanted } from './path-rules.ts';
import { readOrDrop } from './regular-file.ts';
import type { RawDocument, Source, SourceContext } from './source.ts';

/**
 * Reads all files below a folder, in the order of their names. Links are not followed: a target inside the folder is read under its own
 * name, and one outside was not requested (a link to `/` would read the whole machine).
 */
export function folderSource(root: string): Source {
  return { description: root, read: (context) => readRoot(root, context) };
}

async function* readRoot(root: string, context: SourceContext): AsyncIterable<RawDocument> {
  const realRoot = await realpath(root);
  // Entries still to be read, in reverse. Recursion would overflow the stack in folders nested thousands deep.
  const waiting = await entriesOf(realRoot, '').catch((cause: unknown) => {
    throw unreadable(root, cause);
  });
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { entry, path } = next;
    if (isHidden(entry.name)) context.drop('hidden', path);
    else if (entry.isDirectory()) {
      const inside = await entriesOf(realRoot, path).catch(() => undefined);
      if (inside === undefined) context.drop('unreadable', path);
      for (const one of inside ?? []) waiting.push(one);
    } else yield* readEntry(next, realRoot, context);
  }
}

interface FolderEntry {
  readonly entry: Dirent;
  /** Path relative to the root, with forward slashes. */
  readonly path: string;
}

/** Lists a folder, last name first. */
async function entriesOf(realRoot: string, folder: string): Promise<FolderEntry[]> {
  const entries = await readdir(join(realRoot, folder), { withFileTypes: true });
  return entries
    .sort((a, b) => comparePaths(b.name, a.name))
    .map((entry) => ({ entry, path: folder === '' ? entry.name : `${folder}/${entry.name}` }));
}

async function* readEntry(
  { entry, path }: FolderEntry,
  realRoot: string,
  context: SourceContext,
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

/** Returns whether a file, with links resolved, is inside a folder; dangling links are unreadable. */
export async function placeOf(file: string, realRoot: string): Promise<'inside' | 'outside' | 'unreadable'> {
  const real = await realpath(file).catch(() => undefined);
  if (real === undefined) return 'unreadable';
  const inside = realRoot.endsWith(sep) ? realRoot : realRoot + sep;
  return real === realRoot || real.startsWith(inside) ? 'inside' : 'outside';
}
