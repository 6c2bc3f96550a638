// Damages model files for as long as you like and reads them: each must be a sound model, or be refused with one clear error, quickly and
// in little memory. Files that show a defect are left in the folder of findings. gguf opens them with llama.cpp, and needs node-llama-cpp
// beside packages/llama (check-gguf.mjs installs it temporarily).
//
//   pnpm build:cli && node scripts/fuzz.mjs formats --seed 2 --minutes 10 [--format keras|h5|safetensors] [--findings FOLDER]
//   pnpm build:cli && node scripts/fuzz.mjs gguf --seed 1 --count 300 [--findings FOLDER]
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { runTorture } from './shell.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: 'string', default: '1' },
    minutes: { type: 'string', default: '5' },
    count: { type: 'string', default: '300' },
    format: { type: 'string', default: 'keras|h5|safetensors' },
    findings: { type: 'string', default: 'findings' },
  },
});
const [kind] = positionals;
if (kind !== 'formats' && kind !== 'gguf') throw new Error(`Expected formats or gguf, got ${kind}.`);
const words = kind === 'gguf' ? [] : ['torture/mutated-model-files', '-t', `\\.(?:${values.format}) `];
process.exitCode = runTorture(words, {
  ...(kind === 'gguf'
    ? { LONGRANGE_TORTURE_OF: 'gguf', LONGRANGE_FUZZ_COUNT: values.count }
    : { LONGRANGE_FUZZ_MINUTES: values.minutes }),
  LONGRANGE_FUZZ_SEED: values.seed,
  LONGRANGE_FUZZ_FINDINGS: resolve(values.findings),
});
