import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import type { Addon } from './addon.ts';
import { chooseInstructionSet } from './choose-instruction-set.ts';
import { findFaultApart } from './trial-apart.ts';

const folder = mkdtempSync(join(tmpdir(), 'longrange-native-'));
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => vi.unstubAllEnvs());

/** A library in JavaScript that multiplies, unless `instead` says otherwise: what a processor does that cannot run an instruction set. */
function library(name: string, instead = ''): string {
  const path = join(folder, `${name}.cjs`);
  writeFileSync(
    path,
    `const words = 'M N K a aStride aTransposed b bStride bTransposed c cStride bias accumulate scratch scratchBytes'.split(' ');
    const blocks = [[]];
    exports.jobs = () => [{ name: 'add', words: [] }, { name: 'matmul', words }];
    exports.addressOf = (bytes) => blocks.push(new Float32Array(bytes.buffer)) - 1;
    exports.NativeEngine = class {
      matmulScratchBytes = 64;
      run(kind, values) {
        ${instead}
        const { M, N, K, ...of } = Object.fromEntries(words.map((word, i) => [word, values[i]]));
        const [a, b, c, bias] = [blocks[of.a], blocks[of.b], blocks[of.c], blocks[of.bias]];
        for (let row = 0; row < M; row++) {
          for (let column = 0; column < N; column++) {
            let sum = of.accumulate ? c[row * N + column] : of.bias ? bias[column] : 0;
            for (let k = 0; k < K; k++)
              sum += a[of.aTransposed ? k * M + row : row * K + k] * b[of.bTransposed ? column * K + k : k * N + column];
            c[row * N + column] = sum;
          }
        }
      }
    };`,
  );
  return path;
}

const crash = "process.kill(process.pid, 'SIGILL'); for (;;);";

describe('a trial in a process of its own', () => {
  it('finds nothing wrong with right products', () => {
    expect(findFaultApart(library('right'), 'any')).toBeUndefined();
  });

  it.skipIf(process.platform === 'win32')('outlives a processor that does not know an instruction', () => {
    expect(findFaultApart(library('crash', crash), 'any')).toBe('its trial was ended by SIGILL');
  });

  it.each([
    ['is wrong', 'return;', 'its product of 1 × 1 and 1 × 1 has -0.125 where 0.015625 belongs'],
    ['is wrong in one place', 'if (values[0] === 270) return;', /^its product of 270 × 17 and 17 × 33 has /],
    ['throws', "throw new Error('no such instruction')", 'no such instruction'],
    ['exits', 'process.exit(3)', 'its trial ended with exit code 3'],
    ['says nothing', 'process.exit(0)', 'its trial printed nothing'],
  ])('says of one that %s what it does', (name, instead, fault) => {
    const expected = typeof fault === 'string' ? fault : expect.stringMatching(fault);
    expect(findFaultApart(library(name.replaceAll(' ', '-'), instead), 'any')).toEqual(expected);
  });

  it('outlives one that hangs', () => {
    expect(findFaultApart(library('hangs', 'for (;;);'), 'any', 1)).toBe('its trial took more than 1 s');
  });

  it('does not start another one', () => {
    vi.stubEnv('LONGRANGE_NATIVE_TRIAL', '1');
    expect(findFaultApart(library('right'), 'any')).toContain('itself');
  });
});

describe('the choice of an instruction set', () => {
  const addon = {
    instructionSets: () => [
      { name: 'avx512', bfloat16: false, untried: false },
      { name: 'amx-bf16', bfloat16: true, untried: true },
      { name: 'avx512-bf16', bfloat16: true, untried: false },
    ],
  } as unknown as Addon;

  it('takes the first of bfloat16 that passes its trial, and says what it left out', () => {
    const choose = (path: string) => chooseInstructionSet(addon, path, 'mixed_bfloat16', undefined);
    expect(choose(library('right'))).toMatchObject({ set: { name: 'amx-bf16' }, leftOut: [] });
    expect(choose(library('wrong', 'return;'))).toMatchObject({
      set: { name: 'avx512-bf16' },
      leftOut: [expect.stringMatching(/^amx-bf16 is left out, because its product of /)],
    });
  });

  it('tries nothing that is not to be used', () => {
    const nowhere = join(folder, 'nowhere.cjs');
    const choose = (wanted: string) => chooseInstructionSet(addon, nowhere, 'mixed_bfloat16', wanted);
    expect(choose('avx512-bf16')).toMatchObject({ set: { name: 'avx512-bf16' }, leftOut: [] });
    expect(chooseInstructionSet(addon, nowhere, 'float32', undefined).set.name).toBe('avx512');
    expect(() => choose('amx-bf16')).toThrow(
      expect.objectContaining({
        code: 'ENGINE_NATIVE_TRIAL',
        message: expect.stringMatching(
          /^Expected .* with amx-bf16, but amx-bf16 is left out, because Cannot find module /,
        ),
      }),
    );
    expect(() => choose('avx2')).toThrow(expect.objectContaining({ code: 'ENGINE_PRECISION' }));
  });
});
