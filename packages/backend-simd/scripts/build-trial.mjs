// Bundles src/trial/child.ts, what a child process runs to try the wide build, and writes it as text into src/generated/trial-script.ts:
// there is no file to be found at run time.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const { outputFiles } = await build({
  entryPoints: [join(root, 'src/trial/child.ts')],
  bundle: true,
  write: false,
  minify: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
});
const generated = join(root, 'src/generated');
mkdirSync(generated, { recursive: true });
const text = JSON.stringify(outputFiles[0].text.trim());
writeFileSync(
  join(generated, 'trial-script.ts'),
  `// Written by scripts/build-trial.mjs.\nexport const trialScript =\n  ${text};\n`,
);
