import { describeEachEngine } from '@longrange/backend-simd/testing';
import { type CharacterModel, predictPositions, scoreBranches, scoreTokens } from '@longrange/model';
import { logSoftmax, memory, tensor2d } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { tinyModel } from './tiny-model.ts';

/** The distribution after each prefix of a sequence, one character after the other; without a beginning the first is uniform. */
async function distributions(model: CharacterModel, ids: Int32Array): Promise<Float32Array[]> {
  const V = model.config.vocabulary.length;
  const { beginOfDocument } = model;
  const result = beginOfDocument === null ? [new Float32Array(V).fill(-Math.log(V))] : [];
  let state = model.zeroState(1);
  for (const id of beginOfDocument === null ? ids : [beginOfDocument, ...ids]) {
    const step = model.forward(tensor2d([id], [1, 1], 'int32'), state);
    result.push(Float32Array.from(await logSoftmax(step.logits).data()));
    state = step.state;
  }
  return result;
}

async function continuationScore(model: CharacterModel, ids: Int32Array, at: number, after: Int32Array) {
  const rows = await distributions(model, Int32Array.of(...ids.subarray(0, at), ...after));
  return after.reduce((sum, id, i) => sum + rows[at + i]![id]!, 0);
}

const sequences = [17, 1, 2, 40, 5, 9, 33, 3, 64].map((length, sequence) =>
  Int32Array.from({ length }, (_, i) => (i * i + 3 * sequence + i) % 5),
);
const packings = [
  { beginOfDocument: true, batchSize: 64, chunk: 128 },
  { beginOfDocument: true, batchSize: 3, chunk: 7 },
  { beginOfDocument: true, batchSize: 1, chunk: 1 },
  { beginOfDocument: false, batchSize: 3, chunk: 7 },
];

describeEachEngine('predictPositions', () => {
  it.each(packings)('gives what reading one by one gives: %o', async ({ beginOfDocument, ...options }) => {
    const model = tinyModel({ beginOfDocument });
    const readings = sequences.map((tokens, index) => ({
      tokens,
      at: Array.from({ length: tokens.length + 1 }, (_, i) => i).filter((i) => i % (index + 1) === 0),
    }));
    readings.push({ tokens: sequences[0]!, at: [] }, { tokens: new Int32Array(), at: [0] });
    const predicted = await predictPositions(model, readings, options);
    for (const [index, { tokens, at }] of readings.entries()) {
      const expected = await distributions(model, tokens);
      expect(predicted[index]).toHaveLength(at.length * 5);
      at.forEach((position, row) => {
        for (let v = 0; v < 5; v++) {
          expect(predicted[index]![row * 5 + v]).toBeCloseTo(expected[position]![v]!, 5);
        }
      });
    }
  });

  it('refuses a position beyond the tokens, and positions in another order', async () => {
    for (const at of [[3], [2, 1], [0.5], [-1]]) {
      const reading = predictPositions(tinyModel(), [{ tokens: Int32Array.of(0, 1), at }]);
      await expect(reading).rejects.toMatchObject({ code: 'ARGUMENT_INVALID' });
    }
  });

  it('keeps no tensors, reports all characters, and can be stopped', async () => {
    const model = tinyModel();
    const before = memory().numTensors;
    const shares: number[] = [];
    const readings = sequences.map((tokens) => ({ tokens, at: [tokens.length] }));
    await predictPositions(model, readings, {
      batchSize: 2,
      chunk: 5,
      onProgress: ({ characters, total }) => shares.push(characters / total),
    });
    expect(shares.at(-1)).toBe(1);
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(predictPositions(model, readings, { signal })).rejects.toThrow('enough');
    expect(memory().numTensors).toBe(before);
  });
});

describeEachEngine('scoreBranches', () => {
  const branched = sequences.map((tokens) => ({
    tokens,
    branches: Array.from({ length: tokens.length + 1 }, (_, at) => at).flatMap((at) => [
      { at, continuation: Int32Array.from({ length: 1 + (at % 4) }, (_, i) => (at + 2 * i) % 5) },
      { at, continuation: Int32Array.of((3 * at) % 5) },
    ]),
  }));

  it.each(packings)(
    'gives what reading each continuation one by one gives: %o',
    async ({ beginOfDocument, ...options }) => {
      const model = tinyModel({ beginOfDocument });
      const scores = await scoreBranches(model, branched, options);
      for (const [index, { tokens, branches }] of branched.entries()) {
        for (const [branch, { at, continuation }] of branches.entries()) {
          // Each is read by itself, which takes long: every fifth, of both lengths.
          if (branch % 5 !== index % 5) continue;
          const expected = await continuationScore(model, tokens, at, continuation);
          expect(scores[index]![branch]).toBeCloseTo(expected, 4);
        }
      }
    },
  );

  it('agrees with scoreTokens where a continuation is what follows', async () => {
    const model = tinyModel();
    const tokens = sequences[8]!;
    const branches = [1, 20, 40].map((at) => ({ at, continuation: tokens.subarray(at, at + 10) }));
    const [scores] = await scoreBranches(model, [{ tokens, branches }], { chunk: 16 });
    const [whole] = await scoreTokens(model, [tokens]);
    branches.forEach(({ at }, index) => {
      const sum = whole!.subarray(at, at + 10).reduce((total, score) => total + score, 0);
      expect(scores![index]).toBeCloseTo(sum, 4);
    });
  });

  it('keeps no tensors, also where there is nothing to read', async () => {
    const model = tinyModel();
    await scoreBranches(model, branched, { batchSize: 2, chunk: 5 });
    await scoreBranches(model, []);
    const plain = tinyModel({ beginOfDocument: false });
    const withPlain = memory().numTensors;
    const atStart = { tokens: new Int32Array(), branches: [{ at: 0, continuation: Int32Array.of(1) }] };
    const [scores] = await scoreBranches(plain, [atStart]);
    expect(scores![0]).toBeCloseTo(-Math.log(5), 6);
    expect((await scoreBranches(model, [atStart]))[0]![0]).not.toBeCloseTo(-Math.log(5), 6);
    expect(memory().numTensors).toBe(withPlain);
  });
});
