import { createRequire } from 'node:module';
import { corpusError } from '../corpus-error.ts';
import { archiveSource } from './archive.ts';
import type { Source } from './source.ts';

/**
 * The Python standard library as it ships in the npm package `pyodide` (PSF licence).
 *
 * @param packageName the npm package that brings it
 * @throws CORPUS_SOURCE_MISSING where that is not installed
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
