import { describe, expect, it } from 'vitest';
import { compileKernels, type Variant } from '../features.ts';
import { relaxedWasm, simd128Wasm } from '../generated/wasm.ts';
import { TrialKernels } from './trial-kernels.ts';
import { attemptWide, compileWide } from './wide.ts';

const joins = Number.parseInt(process.versions.v8, 10) >= 13 && process.arch === 'x64';

// reliability: next-build
describe('the trial of the wide build', () => {
  it('sees other bits in any of the recurrent layers, in writing, and in Adam', async () => {
    // These two differ in their last bits: one of them has a fused multiply-add.
    const resultsOf = async (variant: Variant) =>
      new TrialKernels((await compileKernels(variant)).module).results();
    const [plain, fused] = [await resultsOf('simd128'), await resultsOf('relaxed')];
    const jobs = [
      ...['lstmForward', 'lstmBackward', 'gruForward', 'gruBackward', 'rnnForward', 'rnnBackward'],
      ...['lstm', 'gru', 'rnn'].flatMap((cell) => [1, 4].map((rows) => `generate, ${cell} × ${rows}`)),
      'adam',
    ];
    expect(Object.keys(plain)).toEqual(jobs);
    for (const job of jobs) {
      expect(plain[job]!.every(Number.isFinite)).toBe(true);
      expect(new Set(plain[job]).size).toBeGreaterThan(0.5 * plain[job]!.length);
      expect(fused[job], job).not.toEqual(plain[job]);
    }
  });

  it.runIf(joins)('refuses a build that computes other bits, or does not compile', () => {
    expect(compileWide(simd128Wasm, relaxedWasm)).toEqual({
      works: false,
      reason: 'the bits of matmul differ',
    });
    expect(compileWide('', relaxedWasm)).toMatchObject({ works: false });
  });

  it('is made on no V8 that is not known', () => {
    for (const [versionOfV8, reason] of [
      ['12.4', /^they need Node/],
      ['99.1', /^V8 99\.1 is not known$|^they need Node on x64$/],
    ] as const)
      expect(attemptWide(relaxedWasm, { versionOfV8 })).toMatchObject({
        works: false,
        reason: expect.stringMatching(reason),
      });
  });
});
