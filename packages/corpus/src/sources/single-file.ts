import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { corpusError } from '../corpus-error.ts';
import type { RawDocument, Source } from './source.ts';

/** One file that the user named: its extension does not matter, and what is wrong with it is an error. */
export function singleFileSource(file: string): Source {
  return { description: file, read: () => readNamed(file) };
}

async function* readNamed(file: string): AsyncIterable<RawDocument> {
  yield { path: basename(file), bytes: await readWhole(file), named: true };
}

/** A file's bytes. @throws CORPUS_UNREADABLE */
export async function readWhole(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (cause) {
    throw corpusError(
      'CORPUS_UNREADABLE',
      `Expected a readable file, got ${file}.`,
      'check its permissions.',
      cause,
    );
  }
}
