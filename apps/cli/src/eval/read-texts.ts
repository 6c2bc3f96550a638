import { isUtf8 } from 'node:buffer';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { LongrangeError } from '@longrange/errors';
import type { TextDocument } from '@longrange/eval';

export interface Texts {
  readonly documents: readonly TextDocument[];
  /** Files in folders that were left out: no `.py`, or not text in UTF-8. */
  readonly leftOut: { readonly otherEnding: number; readonly binary: number; readonly empty: number };
}

/**
 * Reads files, and folders for their `.py` files, character for character: what is measured is what stands there (a corpus for
 * training is cleaned, which would hide, say, a line of a thousand blanks).
 *
 * @throws LongrangeError (exit code 2) `TEXT_MISSING`, `TEXT_BINARY` for a file that was named, `TEXT_EMPTY`
 */
export async function readTexts(paths: readonly string[]): Promise<Texts> {
  const documents: TextDocument[] = [];
  const leftOut = { otherEnding: 0, binary: 0, empty: 0 };
  const add = async (path: string, named: boolean): Promise<void> => {
    const bytes = await readFile(path);
    if (bytes.includes(0) || !isUtf8(bytes)) {
      if (named) throw binary(path);
      leftOut.binary++;
    } else if (bytes.length === 0) leftOut.empty++;
    else documents.push({ name: path.replaceAll('\\', '/'), text: new TextDecoder().decode(bytes) });
  };
  for (const path of paths) {
    const status = await stat(path).catch(() => undefined);
    if (status === undefined) throw missing(path);
    if (!status.isDirectory()) await add(path, true);
    else {
      for (const file of await filesBelow(path)) {
        if (file.toLowerCase().endsWith('.py')) await add(file, false);
        else leftOut.otherEnding++;
      }
    }
  }
  if (documents.length === 0) throw empty(paths, leftOut);
  return { documents, leftOut };
}

/** In the order of names, so that a result can be had again; hidden folders, packages and caches are not gone into. */
async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const files: string[] = [];
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.isFile()) files.push(path);
    else if (entry.isDirectory() && !/^\.|^node_modules$|^__pycache__$/.test(entry.name)) {
      files.push(...(await filesBelow(path)));
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

function empty(paths: readonly string[], { otherEnding, binary, empty }: Texts['leftOut']): LongrangeError {
  return new LongrangeError({
    code: 'TEXT_EMPTY',
    message: `Expected Python to measure in ${paths.join(', ')}, got none (left out: ${otherEnding} files of other endings, ${binary} binary, ${empty} empty).`,
    hint: 'folders are searched for files that end in .py; a file of another ending must be named itself.',
    exitCode: 2,
  });
}
