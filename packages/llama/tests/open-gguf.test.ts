import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fromTokenModel } from '@longrange/eval';
import { afterAll, describe, expect, it } from 'vitest';
import { openGguf } from '../src/open-gguf.ts';
import { tinyGguf } from './testing/tiny-gguf.ts';

const folder = mkdtempSync(join(tmpdir(), 'longrange-gguf-'));
// Without what this machine's user may have installed.
process.env.XDG_CACHE_HOME = folder;
const file = join(folder, 'tiny.gguf');
writeFileSync(file, tinyGguf());
const sentencePiece = join(folder, 'sentence-piece.gguf');
writeFileSync(sentencePiece, tinyGguf(64, 'llama'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The largest difference. */
const farthest = (one: Float32Array, other: Float32Array): number =>
  one.reduce((most, log, token) => Math.max(most, Math.abs(log - other[token]!)), 0);

const name = 'node-llama-cpp';
const isHere = await import(name).then(
  () => true,
  () => false,
);

it.skipIf(isHere)('says what to install', async () => {
  await expect(openGguf(file)).rejects.toMatchObject({
    code: 'LLAMA_MISSING',
    hint: expect.stringContaining('npm install'),
  });
});

describe.skipIf(!isHere)('with node-llama-cpp, an optional peer that npm install does not bring', () => {
  const alphabet = ['d', 'e', 'f', ' ', '\n', 'r', 'x', ')', ':'];

  it('has the distributions that the model has, whatever was asked before', async () => {
    const gguf = await openGguf(file, { contextSize: 64, sequences: 2, threads: 1 });
    const { tokenBytes, open, fork, tokenize } = gguf.asking;
    expect([tokenBytes.length, tokenBytes[0], gguf.contextSize]).toEqual([266, null, 63]);
    // 266 · 32 of the tokens, 3 · 32 of norms, 4 · 32² of attention, 3 · 32 · 48 behind it.
    expect(gguf.parameters).toBe(8512 + 96 + 4096 + 4608);
    const tokens = await tokenize('def x):\n    return');
    expect(Buffer.concat(tokens.map((token) => tokenBytes[token]!)).toString()).toBe('def x):\n    return');
    expect(tokens.length).toBeLessThan(16);
    const whole = await open(tokens);
    expect(whole.logProbabilities.reduce((sum, log) => sum + Math.exp(log), 0)).toBeCloseTo(1, 3);
    let step = await open([]);
    for (const token of tokens) {
      // Others in between, which cut back what is cached.
      const [next] = await fork([
        { state: step, token },
        { state: step, token: 7 },
        { state: await open([9, token]), token },
      ]);
      step = next!;
    }
    for (const token of [0, 5, 101, 260]) {
      expect(step.logProbabilities[token]).toBeCloseTo(whole.logProbabilities[token]!, 2);
    }
    await expect(open(Array<number>(64).fill(5))).rejects.toMatchObject({ code: 'GGUF_CONTEXT_FULL' });
    await gguf.dispose();
  });

  it('answers as ever after a question that failed, and those that waited behind it', async () => {
    const gguf = await openGguf(file, { contextSize: 64, sequences: 1, threads: 1 });
    const { open } = gguf.asking;
    const unknown = 9999;
    const [failed, behind] = await Promise.allSettled([open([5, 6, 7, unknown]), open([5, 6, 7, 8])]);
    expect(failed.status).toBe('rejected');
    await open([9]);
    const { logProbabilities } = await open([5, 6, 7, 8]);
    if (behind.status === 'rejected') throw behind.reason;
    // Many of the differences between other texts are above 0.1.
    expect(farthest(behind.value.logProbabilities, logProbabilities)).toBeLessThan(1e-3);
    expect(farthest((await open([8])).logProbabilities, logProbabilities)).toBeGreaterThan(0.1);
    await gguf.dispose();
  });

  it('reads a text that fills the context from its beginning', async () => {
    const [narrow, wide] = await Promise.all(
      [32, 64].map((contextSize) => openGguf(file, { contextSize, sequences: 1, threads: 1 })),
    );
    const tokens = Array.from({ length: narrow!.contextSize }, (_, index) => 5 + 7 * index);
    const [one, other] = await Promise.all([narrow!, wide!].map(({ asking }) => asking.open(tokens)));
    expect(farthest(one!.logProbabilities, other!.logProbabilities)).toBeLessThan(1e-3);
    await Promise.all([narrow!.dispose(), wide!.dispose()]);
  });

  it.each([
    ['', file],
    [' ', sentencePiece],
  ])(
    'is a model of characters: what the beam sums is the chain rule over tokens, after %j',
    async (prefix, path) => {
      const gguf = await openGguf(path, { contextSize: 64, sequences: 4, threads: 1 });
      const model = fromTokenModel({ ...gguf.asking, alphabet, beam: { threshold: 0, width: 1000 } });
      const { asking } = gguf;
      expect(asking.prefix).toBe(prefix);
      const tokens = await asking.tokenize('def x):\n é');
      expect(Buffer.concat(tokens.map((token) => asking.tokenBytes[token]!)).toString()).toBe(
        `${prefix}def x):\n é`,
      );
      const textAfter = async (before: readonly number[], bytes: Buffer): Promise<number> => {
        if (bytes.length === 0) return 1;
        const { logProbabilities } = await asking.open(before);
        let sum = 0;
        for (const [token, own] of asking.tokenBytes.entries()) {
          if (own === null) continue;
          const share = Math.exp(logProbabilities[token]!) / (1 - Math.exp(logProbabilities[0]!));
          if (own.length >= bytes.length) {
            if (bytes.equals(own.subarray(0, bytes.length))) sum += share;
          } else if (bytes.subarray(0, own.length).equals(own)) {
            sum += share * (await textAfter([...before, token], bytes.subarray(own.length)));
          }
        }
        return sum;
      };
      const read = (text: string) => textAfter([], Buffer.from(prefix + text));
      const before = await read('def');
      const { logProbabilities } = await model.after('def');
      for (const [place, character] of alphabet.entries()) {
        const exact = (await read(`def${character}`)) / before;
        expect(Math.exp(logProbabilities[place]!)).toBeCloseTo(exact, 4);
      }
      const [written] = await model.complete(['def'], { length: 20, temperature: 1, seed: 1 });
      expect(written!.length).toBe(20);
      await gguf.dispose();
    },
  );

  it('reads the likeliest tokens alone, and divides among the others what they have about', async () => {
    const logsOf = async (likeliest: number) => {
      const gguf = await openGguf(file, { contextSize: 64, sequences: 1, threads: 1, likeliest });
      const { logProbabilities } = await gguf.asking.open([5, 6]);
      await gguf.dispose();
      return logProbabilities;
    };
    const [some, all] = [await logsOf(128), await logsOf(Number.POSITIVE_INFINITY)];
    expect(some.reduce((sum, log) => sum + Math.exp(log), 0)).toBeCloseTo(1, 4);
    const likeliest = Array.from(all.keys()).sort((a, b) => all[b]! - all[a]!);
    const sharesOf = (logs: Float32Array) =>
      likeliest.slice(0, 128).map((id) => logs[id]! - logs[likeliest[0]!]!);
    expect(sharesOf(some)).toEqual(sharesOf(all).map((log) => expect.closeTo(log, 4)));
    expect(new Set(likeliest.slice(128).map((id) => some[id])).size).toBe(1);
  });
});
