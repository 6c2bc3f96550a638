import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { TextDocument } from '@longrange/errors';
import { strFromU8, unzipSync } from 'fflate';
import { loadPyodide } from 'pyodide';

/** True for `.ci/run long`, which uses the whole standard library even if that takes long; the default suite then uses a part of it. */
export const isWhole = process.env.LONGRANGE_WHOLE === '1';

/** All 559 Python files of the standard library, as shipped inside npm's `pyodide`. */
export function readStandardLibrary(): TextDocument[] {
  const pyodide = dirname(createRequire(import.meta.url).resolve('pyodide/package.json'));
  const zip = readFileSync(join(pyodide, 'python_stdlib.zip'));
  const files = unzipSync(zip, { filter: ({ name }) => name.endsWith('.py') });
  return Object.keys(files)
    .sort()
    .map((name) => ({ path: name, text: strFromU8(files[name]!) }));
}

let loading: ReturnType<typeof loadPyodide> | undefined;

/** CPython; loading it takes seconds, so test files of one process share it. */
export function cpython(): ReturnType<typeof loadPyodide> {
  loading ??= loadPyodide();
  return loading;
}
