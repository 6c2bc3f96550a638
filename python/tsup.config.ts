import { cpSync, writeFileSync } from 'node:fs';
import { defineConfig } from 'tsup';

const NODE = 'longrange/node';
const PACKAGES = '../packages';
/** Files that the program reads beside its code, in the places where it looks for them: those of the packages. */
const files = {
  [`${PACKAGES}/code/grammars`]: 'grammars',
  [`${PACKAGES}/models/weights`]: 'weights',
  '../apps/explorer/page': 'page',
  ...filesOf('node_modules', 'web-tree-sitter', ['web-tree-sitter.js', 'web-tree-sitter.wasm', 'LICENSE']),
  ...filesOf('../apps/cli/node_modules', 'pyodide', ['python_stdlib.zip']),
  ...filesOf(`${PACKAGES}/backend-tensorflow/node_modules`, 'node-api-headers', ['include']),
};

function filesOf(from: string, name: string, some: readonly string[]): Record<string, string> {
  const all = ['package.json', ...some].map((file) => `${name}/${file}`);
  return Object.fromEntries(all.map((file) => [`${from}/${file}`, `node_modules/${file}`]));
}

export default defineConfig({
  entry: {
    main: 'src/main.ts',
    command: '../apps/cli/dist/main.js',
    'model-file-worker': '../apps/cli/dist/model-file-worker.js',
    'llama-child': `${PACKAGES}/llama/dist/llama-child.js`,
  },
  outDir: `${NODE}/dist`,
  format: 'esm',
  target: 'node20',
  clean: true,
  minify: true,
  removeNodeProtocol: false,
  noExternal: [/^(?!web-tree-sitter)/],
  external: ['web-tree-sitter'],
  // For CommonJS inside the bundle, which requires modules of Node.
  banner: {
    js: "import { createRequire as requireFrom } from 'node:module';const require = requireFrom(import.meta.url);",
  },
  async onSuccess() {
    for (const [file, place] of Object.entries(files))
      cpSync(file, `${NODE}/${place}`, { recursive: true, dereference: true });
    writeFileSync(`${NODE}/package.json`, '{ "type": "module" }\n');
  },
});
