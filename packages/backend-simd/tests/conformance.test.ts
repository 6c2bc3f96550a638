import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

it('passes the specs that TensorFlow.js has for its own backends', async () => {
  const paths = ['./conformance/run.mjs', './conformance/specs.ts'].map((path) =>
    fileURLToPath(new URL(path, import.meta.url)),
  );
  const { stdout } = await promisify(execFile)(process.execPath, paths, { maxBuffer: 1 << 26 });
  expect(JSON.parse(stdout.trim().split('\n').at(-1)!)).toEqual({
    specs: 4230,
    failed: [],
    // Pending in TensorFlow.js itself (`xit`).
    pending: [
      'debug on simd {} A x B',
      'IS_BROWSER isBrowser: true',
      'IS_BROWSER isBrowser: false',
      'kernel_registry simd {} errors when registering the same kernel twice',
      'gradient registry simd {} warning when registering the same gradient twice',
    ],
  });
}, 120_000);
