import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Returns the path of a grammar's WebAssembly. Those we ship are beside this module's folder, whether built or not. */
export function grammarPath(file: string): string {
  return resolve(dirname(fileURLToPath(import.meta.url)), '../grammars', file);
}
