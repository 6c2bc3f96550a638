import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Path of a grammar's WebAssembly. Those that ship lie beside the folder of this module, built or not. */
export function grammarPath(file: string): string {
  return resolve(dirname(fileURLToPath(import.meta.url)), '../grammars', file);
}
