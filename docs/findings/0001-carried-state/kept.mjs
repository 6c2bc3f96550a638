// What measure.mjs keeps: tuning.json, the least validation bits of each arm at each rate, and runs.json.br, the networks by name (Brotli).
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, brotliDecompressSync } from 'node:zlib';

export const folder = dirname(fileURLToPath(import.meta.url));
/** `{ carried: { 0.001: bits, … }, … }` */
export const tuning = read('tuning.json');
/** `{ 'carried-1': { arm, seed, documents, result, … }, … }` */
export const runs = read('runs.json.br');

/** Writes the two files again. Stopped at any point, it leaves whole files. */
export function keep() {
  write('tuning.json', `${JSON.stringify(tuning, null, 2)}\n`);
  write('runs.json.br', brotliCompressSync(JSON.stringify(runs)));
}

function read(name) {
  const path = join(folder, name);
  if (!existsSync(path)) return {};
  const bytes = readFileSync(path);
  return JSON.parse(name.endsWith('.br') ? brotliDecompressSync(bytes) : bytes);
}

function write(name, content) {
  const path = join(folder, name);
  writeFileSync(`${path}.new`, content);
  renameSync(`${path}.new`, path);
}
