import { isUtf8 } from 'node:buffer';
import { open, readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { LongrangeError } from '@longrange/errors';
import type { TextDocument } from '@longrange/eval';
import { formatCount } from '../terminal/format.ts';

export interface Texts {
  readonly documents: readonly TextDocument[];
  readonly leftOut: LeftOut;
}

/** Files in folders that were left out: no `.py`, not text in UTF-8, empty, links, pipes and devices; and what was met before. */
export interface LeftOut {
  otherEnding: number;
  binary: number;
  empty: number;
  links: number;
  special: number;
  repeated: number;
}

/** As in a corpus: V8 makes no string of more than 512 MiB. */
const MAX_BYTES = 256 * 2 ** 20;

/**
 * Reads files, and folders for their `.py` files, character for character: what is measured is what stands there (a corpus for
 * training is cleaned, which would hide, say, a line of a thousand blanks). Each file counts once, however often it is named;
 * links in folders are not followed.
 *
 * @throws LongrangeError (exit code 2) `TEXT_MISSING`, `TEXT_EMPTY`, `TEXT_TOO_LARGE`, and for a file that was named `TEXT_BINARY`,
 * `TEXT_NOT_A_FILE`
 */
export async function readTexts(paths: readonly string[]): Promise<Texts> {
  const documents: TextDocument[] = [];
  const leftOut = { otherEnding: 0, binary: 0, empty: 0, links: 0, special: 0, repeated: 0 };
  const met = new Set<string>();
  const add = async (path: string, named: boolean): Promise<void> => {
    const real = await realpath(path);
    if (met.has(real)) {
      leftOut.repeated++;
      return;
    }
    met.add(real);
    const bytes = await readBytes(path);
    if (bytes.includes(0) || !isUtf8(bytes)) {
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
        if (file.toLowerCase().endsWith('.py')) await add(file, false);
        else leftOut.otherEnding++;
      }
    }
  }
  if (documents.length === 0) throw empty(paths, leftOut);
  return { documents, leftOut };
}

/** What was left out, in words for people; empty where nothing was. */
export function describeLeftOut(leftOut: LeftOut): string {
  const { otherEnding, binary, empty, links, special, repeated } = leftOut;
  const parts: [number, string][] = [
    [otherEnding, otherEnding === 1 ? 'file of another ending' : 'files of other endings'],
    [binary, 'binary'],
    [empty, 'empty'],
    [links, links === 1 ? 'symbolic link' : 'symbolic links'],
    [special, 'no regular file'],
    [repeated, 'named or met before'],
  ];
  return parts
    .filter(([count]) => count > 0)
    .map(([count, words]) => `${formatCount(count)} ${words}`)
    .join(', ');
}

/** As many bytes as the file says that it has: some of /proc say 0 and never end. */
async function readBytes(path: string): Promise<Uint8Array> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    if (size > MAX_BYTES) throw tooLarge(path, size);
    const bytes = new Uint8Array(size);
    let filled = 0;
    for (let got = -1; filled < size && got !== 0; filled += got) {
      got = (await file.read(bytes, filled, size - filled, filled)).bytesRead;
    }
    return bytes.subarray(0, filled);
  } finally {
    await file.close();
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
    message: `Expected a file or folder for --text, got "${path}", which cannot be found.`,
    hint: 'check the path.',
    exitCode: 2,
  });
}

function binary(path: string): LongrangeError {
  return new LongrangeError({
    code: 'TEXT_BINARY',
    message: `Expected text in UTF-8, got ${path}, which is binary (a NUL byte) or in another encoding.`,
    hint: 'convert the file to UTF-8, or name the folder that holds it: there such files are left out.',
    exitCode: 2,
  });
}

function special(path: string): LongrangeError {
  return new LongrangeError({
    code: 'TEXT_NOT_A_FILE',
    message: `Expected a file or folder for --text, got ${path}, which is a pipe, a socket or a device.`,
    hint: 'write what comes from it to a file, and name that.',
    exitCode: 2,
  });
}

function tooLarge(path: string, size: number): LongrangeError {
  const mebibytes = (bytes: number): string => `${formatCount(bytes / 2 ** 20)} MiB`;
  return new LongrangeError({
    code: 'TEXT_TOO_LARGE',
    message: `Expected a file of at most ${mebibytes(MAX_BYTES)}, got ${path} of ${mebibytes(size)}.`,
    hint: 'cut it into several files.',
    exitCode: 2,
  });
}

function empty(paths: readonly string[], leftOut: LeftOut): LongrangeError {
  return new LongrangeError({
    code: 'TEXT_EMPTY',
    message: `Expected Python to measure in ${paths.join(', ')}, got none (left out: ${describeLeftOut(leftOut) || 'nothing'}).`,
    hint: 'folders are searched for files that end in .py; a file of another ending must be named itself.',
    exitCode: 2,
  });
}
