// Damages GGUF files, and has llama.cpp open and asked about each: it must be a sound model, or be refused with one clear error, in time and in little memory, whatever it does to the process of llama.cpp.
// Wants node-llama-cpp beside packages/llama. Files that end llama.cpp, or that it refuses, are left in the folder that is named.
//
//   node scripts/fuzz-gguf.mjs --count 300 --seed 1 [--findings FOLDER]
import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from './shell.mjs';

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '300' },
    seed: { type: 'string', default: '1' },
    findings: { type: 'string' },
  },
});
const { status } = spawnSync(
  process.execPath,
  ['node_modules/vitest/vitest.mjs', 'run', '--config', 'vitest.torture.config.ts'],
  {
    cwd: join(root, 'tests'),
    stdio: 'inherit',
    env: {
      ...process.env,
      LONGRANGE_TORTURE_OF: 'gguf',
      LONGRANGE_FUZZ_COUNT: values.count,
      LONGRANGE_FUZZ_SEED: values.seed,
      ...(values.findings !== undefined && { LONGRANGE_FUZZ_FINDINGS: resolve(values.findings) }),
    },
  },
);
process.exitCode = status ?? 1;
