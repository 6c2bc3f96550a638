import { createHash } from 'node:crypto';
import { realpath, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, extname } from 'node:path';
import { corpusError } from './corpus-error.ts';
import { defaultLimits } from './limits.ts';
import { DEFAULT_CORPUS, membersOf, type SetMember } from './packages/named-sets.ts';
import { openPackage, type PackageOptions } from './packages/open-package.ts';
import { type PackageRecord, parsePackage } from './packages/package-request.ts';
import { archiveSource } from './sources/archive.ts';
import { folderSource } from './sources/folder.ts';
import { globSource, isGlob } from './sources/glob.ts';
import { normalizeExtension } from './sources/path-rules.ts';
import { readRegularFile } from './sources/regular-file.ts';
import { newFiles, type RawDocument, type Source, type SourceContext } from './sources/source.ts';

/** Source, with its package if it is one. */
export interface OpenedSource extends Source {
  readonly package?: PackageRecord;
}

/** Returns the sources behind a name, several for a named set. */
export function sourcesOf(name: string): readonly SetMember[] {
  return membersOf(name) ?? [{ name }];
}

/** Returns true for a source that need not be on this machine. */
export function namesPackages(name: string): boolean {
  return sourcesOf(name).some((member) => parsePackage(member.name) !== undefined);
}

/**
 * Opens a source by name: `stdlib`, a folder, a file, an archive (`.zip`, `.whl`, `.tar`, `.tar.gz`,
 * `.tgz`), a glob, or a package (`pypi:NAME`, `npm:NAME`). A folder named `stdlib` is written `./stdlib`.
 * @throws CORPUS_SOURCE_MISSING; for a package, see `openPackage`
 */
export async function openSource(name: string, options: PackageOptions = {}): Promise<OpenedSource> {
  const source = await openMember({ name }, options);
  return source!;
}

/** Opens a member of a set; undefined for a package without a release in the member's upload period. */
export async function openMember(
  { name, pinned, uploaded }: SetMember,
  options: PackageOptions = {},
): Promise<OpenedSource | undefined> {
  if (name === DEFAULT_CORPUS) return stdlibSource();
  const wanted = parsePackage(name);
  if (wanted !== undefined) return openPackage({ wanted, requested: name, pinned, uploaded }, options);
  const status = await stat(name).catch(() => undefined);
  if (status?.isDirectory()) return folderSource(name);
  if (status !== undefined) return archiveSource(name) ?? singleFileSource(name);
  if (isGlob(name)) return globSource(name);
  throw corpusError(
    'CORPUS_SOURCE_MISSING',
    `Expected a folder, file, archive, glob or package, got ${JSON.stringify(name)}, which does not exist.`,
    "check the path, or use 'stdlib' for the Python standard library.",
  );
}

/** Opens a file that the user named: its extension does not matter, and any problem with it is an error. */
export function singleFileSource(file: string): Source {
  return { description: file, read: (context) => readNamed(file, context) };
}

async function* readNamed(file: string, context: SourceContext): AsyncIterable<RawDocument> {
  const path = basename(file);
  const bytes = await readRegularFile(file, context.limits);
  if (context.isNew(await realpath(file))) yield { path, bytes, named: true };
  else context.drop('repeated', path);
}

/**
 * Opens the Python standard library as shipped in the npm package `pyodide` (PSF license).
 *
 * @param packageName the npm package that contains it
 * @throws CORPUS_SOURCE_MISSING if that is not installed
 */
export function stdlibSource(packageName = 'pyodide'): Source {
  const file = findLibrary(packageName);
  return { ...archiveSource(file)!, description: 'the Python standard library (pyodide/python_stdlib.zip)' };
}

function findLibrary(packageName: string): string {
  try {
    return createRequire(import.meta.url).resolve(`${packageName}/python_stdlib.zip`);
  } catch (cause) {
    throw corpusError(
      'CORPUS_SOURCE_MISSING',
      `Expected the npm package ${packageName}, which brings the Python standard library, got no such package.`,
      'run `npm install pyodide`, or name a folder, file, archive or glob.',
      cause,
    );
  }
}

/** Counts the files of sources by extension (`''` for none), reading only their names if possible. */
export async function countExtensions(
  names: readonly string[],
  options: PackageOptions = {},
): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  const count = (path: string): void => {
    const extension = extname(path).toLowerCase();
    counts.set(extension, (counts.get(extension) ?? 0) + 1);
  };
  const context: SourceContext = {
    extensions: [],
    limits: defaultLimits,
    drop: (reason, path) => {
      if (reason === 'extension') count(path);
    },
    isNew: newFiles(),
  };
  for (const name of names)
    for await (const { path } of (await openSource(name, options)).read(context)) count(path);
  return counts;
}

/**
 * Returns the SHA-256 (64 hexadecimal digits) of the relative paths and bytes of a source's files to read, wherever its root is.
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
