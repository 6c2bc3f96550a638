import { defineConfig } from 'tsup';

const subpaths = [
  'calibration',
  'comparison',
  'controls',
  'evaluation',
  'languages',
  'probes',
  'statistics',
  'text',
];

export default defineConfig({
  entry: ['src/index.ts', ...subpaths.map((name) => `src/${name}/index.ts`)],
  format: 'esm',
  target: 'node20',
  dts: true,
  sourcemap: true,
  clean: true,
  removeNodeProtocol: false,
});
