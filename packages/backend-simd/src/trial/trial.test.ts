import { describe, expect, it } from 'vitest';
import { compileKernels, type Variant } from '../features.ts';
import { trialScript } from '../generated/trial-script.ts';
import { relaxedWasm, simd128Wasm, wideWasm } from '../generated/wasm.ts';
import { attemptWide } from '../wide-variant.ts';
import { adamResults } from './adam-results.ts';
import { compileWide } from './compile-wide.ts';
import { generateResults } from './generate-results.ts';
import { recurrentResults } from './recurrent-results.ts';
import { TrialKernels } from './trial-kernels.ts';
import { tryInChild } from './try-in-child.ts';

const joins = Number.parseInt(process.versions.v8, 10) >= 13 && process.arch === 'x64';

describe('the trial of the wide build', () => {
  it('sees other bits in any of the recurrent layers, in writing, and in Adam', async () => {
    // These two differ in their last bits: one of them has a fused multiply-add.
    const resultsOf = async (variant: Variant): Promise<Record<string, Float32Array>> => {
      const trial = new TrialKernels((await compileKernels(variant)).module);
      return { ...recurrentResults(trial), ...generateResults(trial), ...adamResults(trial) };
    };
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

  it('is made in a child process first where V8 is not known', async () => {
    const known = await attemptWide(relaxedWasm);
    const unknown = await attemptWide(relaxedWasm, { versionOfV8: '99.1' });
    expect(unknown.works).toBe(known.works);
    if (!unknown.works)
      expect(unknown.reason).toMatch(/^V8 99\.1 is not known, and |^they need Node on x64$/);
    expect(await attemptWide(relaxedWasm, { versionOfV8: '12.4' })).toMatchObject({
      reason: expect.stringMatching(/^they need Node/),
    });
  });

  it('ends where the child has a build that does not compile', async () => {
    expect(await tryInChild(trialScript, `bm90IHdhc20=\n${wideWasm}`)).toMatchObject({ works: false });
  });

  it('survives a child that crashes, hangs, throws, or says nothing, and says what happened', async () => {
    const failure = async (script: string) => {
      const trial = await tryInChild(script, 'x'.repeat(1 << 20), { timeoutMs: 1500 });
      return trial.works ? 'works' : trial.reason;
    };
    expect(
      await Promise.all([
        failure(`process.kill(process.pid, 'SIGSEGV'); setTimeout(() => {}, 60_000);`),
        failure('while (true);'),
        failure(`throw new TypeError('this is another V8\\nand more lines')`),
        failure(''),
        failure(`console.log('longrange-trial {"reason":"the bits of add differ"}')`),
      ]),
    ).toEqual([
      'it crashed (SIGSEGV) when tried in a child process',
      'it took more than 1.5 s when tried in a child process',
      'it failed when tried in a child process: this is another V8',
      'it failed when tried in a child process: no answer',
      'the bits of add differ',
    ]);
  });

  it('fails where no child process starts', async () => {
    // A time limit that Node refuses takes the place of a permission that it withholds.
    expect(await tryInChild('', '', { timeoutMs: -1 })).toEqual({
      works: false,
      reason: expect.stringMatching(/^a child process to try it in does not start: /),
    });
  });

  it('is not made by a program that was itself started for one', async () => {
    process.env.LONGRANGE_TRIAL = '1';
    try {
      expect(await tryInChild('', '')).toEqual({
        works: false,
        reason: 'there is no child process to try it in',
      });
    } finally {
      delete process.env.LONGRANGE_TRIAL;
    }
  });
});
