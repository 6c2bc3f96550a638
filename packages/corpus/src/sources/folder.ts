import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { corpusError } from '../corpus-error.ts';
import { comparePaths, isHidden, isWanted, toForwardSlashes } from './path-rules.ts';
import type { RawDocument, Source, SourceContext } from './source.ts';

/**
 * All files below a folder, in the order of their names. Links to what lies inside the folder are left out, since
 * it is met under its own name; others are followed once, so that loops end.
 */
export function folderSource(root: string): Source {
  return { description: root, read: (context) => readRoot(root, context) };
}

async function* readRoot(root: string, context: SourceContext): AsyncIterable<RawDocument> {
  const realRoot = await realpath(root);
  const walk: Walk = { root, realRoot, visited: new Set([realRoot]), context };
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
  yield* readFolder(root, walk);
}

interface Walk {
  readonly root: string;
  readonly realRoot: string;
  readonly visited: Set<string>;
  readonly context: SourceContext;
}

async function* readFolder(folder: string, walk: Walk): AsyncIterable<RawDocument> {
  const names = await orUndefined(readdir(folder));
  const folderPath = toForwardSlashes(relative(walk.root, folder));
  if (names === undefined) return walk.context.drop('unreadable', folderPath);
  for (const name of names.sort(comparePaths)) {
    const path = folderPath === '' ? name : `${folderPath}/${name}`;
    if (isHidden(name)) walk.context.drop('hidden', path);
    else yield* readEntry(join(folder, name), path, walk);
  }
}

async function* readEntry(file: string, path: string, walk: Walk): AsyncIterable<RawDocument> {
  const { context, visited, realRoot, root } = walk;
  const [real, status] = [await orUndefined(realpath(file)), await orUndefined(stat(file))];
  if (real === undefined || status === undefined) return context.drop('unreadable', path);
  const isLink = real !== join(realRoot, relative(root, file));
  if (isLink && (visited.has(real) || real === realRoot || real.startsWith(realRoot + sep))) {
    return context.drop('link', path);
  }
  if (status.isDirectory()) {
    if (visited.has(real)) return context.drop('link', path);
    visited.add(real);
    yield* readFolder(file, walk);
  } else if (isWanted(path, context)) {
    const bytes = status.isFile() ? await orUndefined(readFile(file)) : undefined;
    if (bytes === undefined) context.drop('unreadable', path);
    else yield { path, bytes, named: false };
  }
}

async function orUndefined<T>(promise: Promise<T>): Promise<T | undefined> {
  try {
    return await promise;
  } catch {
    return undefined;
  }
}
