import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

it('passes the specs that TensorFlow.js has for its own backends', async () => {
  const [library, ...paths] = [
    '../native/longrange.node',
    '../../backend-simd/tests/conformance/run.mjs',
    './conformance/specs.ts',
  ].map((path) => fileURLToPath(new URL(path, import.meta.url)));
  const env = { ...process.env, LONGRANGE_NATIVE_LIBRARY: library };
  const { stdout } = await promisify(execFile)(process.execPath, paths, { maxBuffer: 1 << 26, env });
  expect(JSON.parse(stdout.trim().split('\n').at(-1)!)).toMatchObject({ specs: 4230, failed: [] });
}, 120_000);
