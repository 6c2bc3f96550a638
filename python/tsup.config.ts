import { cpSync } from 'node:fs';
import { defineConfig } from 'tsup';

/** Files of packages that load their own WebAssembly, which goes beside the bundle. */
const beside = {
  'web-tree-sitter': ['package.json', 'web-tree-sitter.js', 'web-tree-sitter.wasm', 'LICENSE'],
  'tree-sitter-javascript': ['package.json', 'tree-sitter-javascript.wasm', 'LICENSE'],
  'tree-sitter-python': ['package.json', 'tree-sitter-python.wasm', 'LICENSE'],
  'tree-sitter-typescript': [
    ...['package.json', 'tree-sitter-typescript.wasm', 'tree-sitter-tsx.wasm', 'LICENSE'],
  ],
};

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
    for (const [name, files] of Object.entries(beside))
      for (const file of files)
        cpSync(`node_modules/${name}/${file}`, `longrange/node/node_modules/${name}/${file}`, {
          dereference: true,
        });
  },
});
