import { cpSync } from 'node:fs';
import { defineConfig } from 'tsup';

/** The parser loads its own WebAssembly, which goes beside the bundle, as the grammars do. */
const parser = ['package.json', 'web-tree-sitter.js', 'web-tree-sitter.wasm', 'LICENSE'];

export default defineConfig({
  entry: { main: 'src/main.ts' },
  outDir: 'longrange/node',
  format: 'esm',
  target: 'node20',
  clean: true,
  minify: true,
  removeNodeProtocol: false,
  noExternal: [/^(?!web-tree-sitter)/],
  external: ['web-tree-sitter'],
  outExtension: () => ({ js: '.mjs' }),
  async onSuccess() {
    for (const file of parser)
      cpSync(`node_modules/web-tree-sitter/${file}`, `longrange/node/node_modules/web-tree-sitter/${file}`, {
        dereference: true,
      });
    cpSync('../packages/code/grammars', 'longrange/grammars', { recursive: true });
  },
});
