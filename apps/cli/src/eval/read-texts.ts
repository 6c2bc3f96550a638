import { isUtf8 } from 'node:buffer';
import { readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { readRegularFile } from '@longrange/corpus/internal';
import { LongrangeError } from '@longrange/errors';
import type { TextDocument } from '@longrange/eval';
import { language } from '../language.ts';
import { formatCount } from '../terminal/format.ts';

export interface Texts {
  readonly documents: readonly TextDocument[];
  readonly leftOut: LeftOut;
}

/** Files in folders that were left out, by the reason; and what was met before. */
export interface LeftOut {
  otherEnding: number;
  binary: number;
  empty: number;
  links: number;
  special: number;
  /** Not permitted, gone by now, or too large for a document. */
  unreadable: number;
  repeated: number;
}

/**
 * Reads files, and folders for their files of the language, character for character: what is measured is what is there (a corpus for
 * training is cleaned, which would hide, say, a line of a thousand blanks). Each file counts once, however often it is named;
 * links in folders are not followed.
 *
 * @throws LongrangeError (exit code 2) `TEXT_MISSING`, `TEXT_EMPTY`, and for a path that was named `TEXT_BINARY`, `TEXT_NOT_A_FILE`,
 * `CORPUS_TOO_LARGE`, `CORPUS_UNREADABLE`
 */
export async function readTexts(paths: readonly string[]): Promise<Texts> {
  const documents: TextDocument[] = [];
  const leftOut = { otherEnding: 0, binary: 0, empty: 0, links: 0, special: 0, unreadable: 0, repeated: 0 };
  const met = new Set<string>();
  const add = async (path: string, named: boolean): Promise<void> => {
    const real = await realpath(path);
    if (met.has(real)) {
      leftOut.repeated++;
      return;
    }
    met.add(real);
    const bytes = named ? await readRegularFile(path) : await readFound(path);
    if (bytes === undefined) leftOut.unreadable++;
    else if (bytes.includes(0) || !isUtf8(bytes)) {
      if (named) throw binary(path);
      leftOut.binary++;
    } else if (bytes.length === 0) leftOut.empty++;
    else documents.push({ name: path.replaceAll('\\', '/'), text: new TextDecoder().decode(bytes) });
  };
  for (const path of paths) {
    const status = await stat(path).catch(() => undefined);
    if (status === undefined) throw missing(path);
    if (status.isFile()) await add(path, true);
    else if (!status.isDirectory()) throw special(path);
    else {
      for (const file of await filesBelow(path, leftOut)) {
        if (isOfLanguage(file)) await add(file, false);
        else leftOut.otherEnding++;
      }
    }
  }
  if (documents.length === 0) throw empty(paths, leftOut);
  return { documents, leftOut };
}

function isOfLanguage(file: string): boolean {
  return language.fileExtensions.some((extension) => file.toLowerCase().endsWith(extension));
}

/** What was left out, in words for people; empty where nothing was. */
export function describeLeftOut(leftOut: LeftOut): string {
  const { otherEnding, binary, empty, links, special, unreadable, repeated } = leftOut;
  const parts: [number, string][] = [
    [otherEnding, otherEnding === 1 ? 'file with another extension' : 'files with other extensions'],
    [binary, 'binary'],
    [empty, 'empty'],
    [links, links === 1 ? 'symbolic link' : 'symbolic links'],
    [special, 'not a regular file'],
    [unreadable, 'unreadable or too large'],
    [repeated, 'already included'],
  ];
  return parts
    .filter(([count]) => count > 0)
    .map(([count, words]) => `${formatCount(count)} ${words}`)
    .join(', ');
}

/** The bytes of a file in a folder, if it can be read. */
async function readFound(path: string): Promise<Uint8Array | undefined> {
  try {
    return await readRegularFile(path);
  } catch (error) {
    if (error instanceof LongrangeError) return undefined;
    throw error;
  }
}

/** In the order of names, so that a result can be had again; hidden folders, packages and caches are not gone into. */
async function filesBelow(folder: string, leftOut: LeftOut): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const files: string[] = [];
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.isFile()) files.push(path);
    else if (entry.isSymbolicLink()) leftOut.links++;
    else if (!entry.isDirectory()) leftOut.special++;
    else if (!/^\.|^node_modules$|^__pycache__$/.test(entry.name)) {
      files.push(...(await filesBelow(path, leftOut)));
    }
  }
  return files;
}

function missing(path: string): LongrangeError {
  return new LongrangeError({
    code: 'TEXT_MISSING',
    message: `Expected a file or folder for --text, got "${path}", which does not exist.`,
    hint: 'check the path.',
    exitCode: 2,
  });
}

function binary(path: string): LongrangeError {
  return new LongrangeError({
    code: 'TEXT_BINARY',
    message: `Expected text in UTF-8, got ${path}, which is binary (a NUL byte) or in another encoding.`,
    hint: 'convert the file to UTF-8, or name its folder, where such files are left out.',
    exitCode: 2,
  });
}

function special(path: string): LongrangeError {
  return new LongrangeError({
    code: 'TEXT_NOT_A_FILE',
    message: `Expected a file or folder for --text, got ${path}, which is a pipe, a socket or a device.`,
    hint: 'write its output to a file, and name the file.',
    exitCode: 2,
  });
}

function empty(paths: readonly string[], leftOut: LeftOut): LongrangeError {
  return new LongrangeError({
    code: 'TEXT_EMPTY',
    message: `Expected ${language.name} to measure in ${paths.join(', ')}, got none (left out: ${describeLeftOut(leftOut) || 'nothing'}).`,
    hint: `folders are searched for ${language.fileExtensions.join(' and ')} files; name a file with another extension itself.`,
    exitCode: 2,
  });
}
