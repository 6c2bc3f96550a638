import { realpath } from 'node:fs/promises';
import { basename } from 'node:path';
import { readRegularFile } from './regular-file.ts';
import type { RawDocument, Source, SourceContext } from './source.ts';

/** One file that the user named: its extension does not matter, and what is wrong with it is an error. */
export function singleFileSource(file: string): Source {
  return { description: file, read: (context) => readNamed(file, context) };
}

async function* readNamed(file: string, context: SourceContext): AsyncIterable<RawDocument> {
  const path = basename(file);
  const bytes = await readRegularFile(file, context.limits);
  if (context.isNew(await realpath(file))) yield { path, bytes, named: true };
  else context.drop('repeated', path);
}
