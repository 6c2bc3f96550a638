import { defineConfig } from 'tsup';

export default defineConfig({
  entry: { main: 'src/main.ts', 'model-file-worker': 'src/model/model-file-worker.ts' },
  format: 'esm',
  target: 'node20',
  sourcemap: true,
  clean: true,
  removeNodeProtocol: false,
});
