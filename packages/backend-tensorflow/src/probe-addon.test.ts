import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { probeAddon } from './probe-addon.ts';

/** Modules that stand in for TensorFlow's addon, sound and broken. */
const addon = (product: string): string => `
  console.log('noise on standard output');
  console.error('noise on standard error');
  const tensors = [];
  module.exports = {
    createTensor: (shape, dtype, values) => tensors.push({ shape, values }) - 1,
    executeOp: (name, attributes, [a, b]) => {
      [a, b] = [tensors[a], tensors[b]];
      return [{ id: tensors.push({ values: new Float32Array(4).fill(${product}) }) - 1 }];
    },
    tensorDataSync: (id) => tensors[id].values,
    isUsingGpuDevice: () => true,
  };`;
const modules = {
  sound: addon('a.shape[1] * a.values[0] * b.values[0]'),
  wrong: addon('7'),
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

describe('probeAddon', () => {
  it('tries the addon and tells its device, whatever it prints', async () => {
    expect(await probeAddon(pathOf('sound'))).toEqual({ works: true, device: 'GPU' });
  });

  it.each([
    ['throwing', 'does not load: the library is for another machine'],
    ['crashing', 'crashed (SIGSEGV) when tried in a child process'],
    ['hanging', 'did not load within 1 s when tried in a child process'],
    ['wrong', 'does not load: wrong product'],
  ] as const)('survives one that is %s, and says what happened', async (name, reason) => {
    const limit = name === 'hanging' ? { timeoutMs: 1000 } : {};
    expect(await probeAddon(pathOf(name), limit)).toEqual({ works: false, reason });
  });

  it('is told where no child process starts', async () => {
    // A time limit that Node refuses takes the place of a permission that it withholds.
    expect(await probeAddon(join(folder, 'not-asked-before.cjs'), { timeoutMs: -1 })).toEqual({
      works: false,
      reason: expect.stringMatching(/^was not tried, because no child process starts: /),
    });
  });

  it('asks once', () => {
    expect(probeAddon(pathOf('sound'))).toBe(probeAddon(pathOf('sound')));
  });
});
