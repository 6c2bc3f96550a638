import { type Dirent, readdir } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { resolve } from 'node:path';
import { glob, isDynamicPattern } from 'tinyglobby';
import { corpusError } from '../corpus-error.ts';
import { archiveSource } from './archive.ts';
import { placeOf } from './folder.ts';
import { comparePaths, toForwardSlashes } from './path-rules.ts';
import { readOrDrop } from './regular-file.ts';
import type { RawDocument, Source, SourceContext } from './source.ts';

/** Reads the files that match a glob, whatever their extension; paths are relative to the part before the first wildcard. */
export function globSource(pattern: string): Source {
  return { description: pattern, read: (context) => readGlob(pattern, context) };
}

export function isGlob(name: string): boolean {
  return isDynamicPattern(toForwardSlashes(name));
}

async function* readGlob(pattern: string, context: SourceContext): AsyncIterable<RawDocument> {
  const { root, rest } = splitPattern(toForwardSlashes(pattern));
  // Links to folders are not followed: a loop would be walked as deep as the system allows. Links to files are checked
  // below, so the glob must see them as files.
  const paths = await glob(rest, {
    cwd: resolve(root),
    expandDirectories: false,
    followSymbolicLinks: false,
    fs: { readdir: readdirWithLinksAsFiles as typeof readdir },
  });
  if (paths.length === 0) {
    throw corpusError(
      'CORPUS_NO_MATCH',
      `Expected files that match ${pattern}, got none.`,
      'check the pattern.',
    );
  }
  const realRoot = await realpath(resolve(root));
  for (const path of paths.sort(comparePaths)) yield* readMatch(path, realRoot, context);
}

/** Reads one match. A link to a file inside the root counts as that file, which is read once. */
async function* readMatch(
  path: string,
  realRoot: string,
  context: SourceContext,
): AsyncIterable<RawDocument> {
  const match = resolve(realRoot, path);
  const place = await placeOf(match, realRoot);
  if (place !== 'inside') return context.drop(place, path);
  const archive = archiveSource(match);
  if (archive !== undefined) return yield* archive.read(context);
  if (!context.isNew(await realpath(match))) return context.drop('repeated', path);
  const bytes = await readOrDrop(match, path, context);
  if (bytes !== undefined) yield { path, bytes, named: false };
}

function readdirWithLinksAsFiles(
  path: string,
  options: { withFileTypes: true },
  callback: (error: NodeJS.ErrnoException | null, entries: Dirent[]) => void,
): void {
  readdir(path, options, (error, entries) => {
    const asFile = { isFile: { value: () => true }, isSymbolicLink: { value: () => false } };
    callback(
      error,
      entries?.map((entry) => (entry.isSymbolicLink() ? Object.create(entry, asFile) : entry)),
    );
  });
}

function splitPattern(pattern: string): { root: string; rest: string } {
  const segments = pattern.split('/');
  const firstDynamic = segments.findIndex((segment) => isDynamicPattern(segment));
  const cut = firstDynamic < 0 ? segments.length - 1 : firstDynamic;
  const root = segments.slice(0, cut).join('/');
  return {
    root: root === '' ? (pattern.startsWith('/') ? '/' : '.') : root,
    rest: segments.slice(cut).join('/'),
  };
}
