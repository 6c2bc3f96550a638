import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import type { TextDocument } from '../text/text-document.ts';

/** The default suite asks about a part of the standard library where all of it takes long; `.ci/run` asks about all. */
export const isWhole = process.env.LONGRANGE_WHOLE === '1';

/** All 559 Python files of the standard library, as shipped inside npm's `pyodide`. */
export function readStandardLibrary(): TextDocument[] {
  const pyodide = dirname(createRequire(import.meta.url).resolve('pyodide/package.json'));
  const zip = readFileSync(join(pyodide, 'python_stdlib.zip'));
  const files = unzipSync(zip, { filter: ({ name }) => name.endsWith('.py') });
  return Object.keys(files)
    .sort()
    .map((name) => ({ name, text: strFromU8(files[name]!) }));
}
