// Copies the WebAssembly of the tree-sitter grammars, with their licenses, into `grammars`. Users of this package then need not install
// the grammars' own packages, which bring some 50 MB of sources and compile on installation.
import { copyFileSync, mkdirSync, readdirSync } from 'node:fs';

const modules = new URL('../node_modules/', import.meta.url);
const grammars = new URL('../grammars/', import.meta.url);
mkdirSync(grammars, { recursive: true });
for (const name of readdirSync(modules).filter((one) => one.startsWith('tree-sitter-'))) {
  const folder = new URL(`${name}/`, modules);
  for (const file of readdirSync(folder)) {
    if (file.endsWith('.wasm')) copyFileSync(new URL(file, folder), new URL(file, grammars));
    if (file === 'LICENSE') copyFileSync(new URL(file, folder), new URL(`${name}.LICENSE`, grammars));
  }
}
