// What only a machine with an NVIDIA GPU can show (docs/gpu.md): builds TensorFlow for CUDA, holds its kernels to the plain reference, and trains in
// float32 and mixed_float16. Wants a build, g++, pip and NVIDIA's driver.
//
//   pnpm build && node scripts/check-gpu.mjs
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Checks, root, run } from './shell.mjs';

const checks = new Checks();
const runs = mkdtempSync(join(tmpdir(), 'longrange-gpu-'));
const longrange = (...words) =>
  run(process.execPath, [join(root, 'apps/cli/dist/main.js'), ...words], { timeoutMs: 3_600_000 });

try {
  await checks.check("gpu: TensorFlow's library sees a GPU", () => {
    console.log(run('nvidia-smi', ['--query-gpu=name,memory.total,driver_version', '--format=csv,noheader']));
    const output = longrange('native', '--gpu');
    if (!output.includes('computes on the GPU')) throw new Error(output);
  });
  await checks.check('gpu: layers, products and cross-entropy equal the plain reference', () => {
    const cwd = join(root, 'packages/backend-tensorflow');
    const environment = { LONGRANGE_TENSORFLOW_DEVICE: 'gpu' };
    const vitest = join(cwd, 'node_modules/vitest/vitest.mjs');
    run(process.execPath, [vitest, 'run', 'tests/parity.test.ts'], {
      cwd,
      environment,
      timeoutMs: 1_800_000,
    });
  });
  for (const precision of ['float32', 'mixed_float16', 'mixed_bfloat16']) {
    await checks.check(`gpu: trains 64 × 256, 2 × 256 in ${precision}`, () => {
      const settings = ['batchSize=64', 'sequenceLength=256', 'training.maxCharacters=8000000'];
      const where = ['--engine', 'node-gpu', '--precision', precision, '--runs', runs, '--run', precision];
      const output = longrange('train', ...where, '--set', ...settings);
      console.log(
        output
          .split('\n')
          .filter((line) => /char\/s|^trained|^test/.test(line))
          .slice(-4)
          .join('\n'),
      );
    });
  }
} finally {
  rmSync(runs, { recursive: true, force: true });
}
checks.end();
