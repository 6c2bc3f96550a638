// Writes the JSON Schema of each file that longrange writes to schema/, which is published with the package. Part of `bundle`.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

const root = join(import.meta.dirname, '..');
const { outputFiles } = await build({
  stdin: {
    resolveDir: join(root, 'src'),
    contents: `
      export { documentScoresFormat } from './comparison/document-scores.ts';
      export { comparisonFormat } from './comparison/schema.ts';
      export { jsonSchemaOf } from './result/versioned-json.ts';
      export { resultFormat } from './result/result.ts';`,
  },
  bundle: true,
  write: false,
  platform: 'node',
  format: 'esm',
  target: 'node20',
});
const { jsonSchemaOf, ...formats } = await import(
  `data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`
);
mkdirSync(join(root, 'schema'), { recursive: true });
for (const format of Object.values(formats)) {
  const file = join(root, 'schema', format.fileName.replace('.json', '.schema.json'));
  writeFileSync(file, `${JSON.stringify(jsonSchemaOf(format), null, 2)}\n`);
}
