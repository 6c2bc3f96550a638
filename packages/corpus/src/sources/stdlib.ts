import { createRequire } from 'node:module';
import { archiveSource } from './archive.ts';
import type { Source } from './source.ts';

/** The Python standard library as it ships in the npm package `pyodide` (PSF licence). */
export function stdlibSource(): Source {
  const file = createRequire(import.meta.url).resolve('pyodide/python_stdlib.zip');
  return { ...archiveSource(file)!, description: 'the Python standard library (pyodide/python_stdlib.zip)' };
}
