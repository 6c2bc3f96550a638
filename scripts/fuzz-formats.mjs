// Damages files of models for as long as one likes, and has them read: each must be a sound model, or be refused with one clear error, in little
// memory. Wants a build (pnpm build:cli). Files that show a defect are left in the folder that is named.
//
//   node scripts/fuzz-formats.mjs --seed 2 --minutes 10 [--format keras|h5|safetensors] [--findings FOLDER]
import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from './shell.mjs';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    minutes: { type: 'string', default: '5' },
    format: { type: 'string', default: 'keras|h5|safetensors' },
    findings: { type: 'string', default: 'findings' },
  },
});
const { status } = spawnSync(
  process.execPath,
  [
    ...['node_modules/vitest/vitest.mjs', 'run', '--config', 'vitest.torture.config.ts'],
    ...['torture/mutated-model-files', '-t', `\\.(?:${values.format}) `],
  ],
  {
    cwd: join(root, 'tests'),
    stdio: 'inherit',
    env: {
      ...process.env,
      LONGRANGE_FUZZ_SEED: values.seed,
      LONGRANGE_FUZZ_MINUTES: values.minutes,
      LONGRANGE_FUZZ_FINDINGS: resolve(values.findings),
    },
  },
);
process.exitCode = status ?? 1;
