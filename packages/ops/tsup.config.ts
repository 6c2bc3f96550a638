import { defineConfig } from 'tsup';

export default defineConfig({
  entry: ['src/index.ts'],
  format: 'esm',
  target: 'node20',
  dts: true,
  sourcemap: true,
  clean: true,
  removeNodeProtocol: false,
  // Node cannot load this subpath of TensorFlow.js's core (ES modules without `type`), so it is bundled.
  noExternal: [/^@tensorflow\/tfjs-core\/dist\//],
});
