import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { probeModule } from './probe-module.ts';

/** Modules that stand in for a TensorFlow binding, sound and broken. */
const binding = (product: string): string => `
  console.log('noise on standard output');
  console.error('noise on standard error');
  const util = require('node:util');
  module.exports = {
    fill: (shape, value) => ({ shape, value }),
    matMul: (a, b) => ({ data: async () => new Float32Array(4).fill(${product}) }),
    backend: () => ({ isUsingGpuDevice: util.isNullOrUndefined(undefined) && util.isArray([]) }),
  };`;
const modules = {
  sound: binding('a.shape[1] * a.value * b.value'),
  wrong: binding('7'),
  throwing: `throw new Error('the library is for another machine\\nand more lines');`,
  crashing: `process.kill(process.pid, 'SIGSEGV'); setTimeout(() => undefined, 60_000);`,
  hanging: `while (true);`,
};

let folder: string;
const pathOf = (name: keyof typeof modules): string => join(folder, `${name}.cjs`);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'longrange-probe-'));
  for (const [name, source] of Object.entries(modules)) writeFileSync(join(folder, `${name}.cjs`), source);
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('probeModule', () => {
  it('tries the module and tells its device, whatever it prints', async () => {
    expect(await probeModule(pathOf('sound'))).toEqual({ works: true, device: 'GPU' });
  });

  it('survives a module that throws, crashes, hangs or computes wrongly, and says what happened', async () => {
    expect(await probeModule(pathOf('throwing'))).toEqual({
      works: false,
      reason: 'does not load: the library is for another machine',
    });
    expect(await probeModule(pathOf('crashing'))).toEqual({
      works: false,
      reason: 'crashed (SIGSEGV) when tried in a child process',
    });
    expect(await probeModule(pathOf('hanging'), { timeoutMs: 1000 })).toEqual({
      works: false,
      reason: 'did not load within 1 s when tried in a child process',
    });
    expect(await probeModule(pathOf('wrong'))).toEqual({
      works: false,
      reason: 'does not load: wrong product',
    });
  });

  it('is told where no child process starts', async () => {
    // A time limit that Node refuses stands in for a permission that it withholds.
    expect(await probeModule(join(folder, 'not-asked-before.cjs'), { timeoutMs: -1 })).toEqual({
      works: false,
      reason: expect.stringMatching(/^was not tried, because no child process starts: /),
    });
  });

  it('asks once', () => {
    expect(probeModule(pathOf('sound'))).toBe(probeModule(pathOf('sound')));
  });
});
