import { describeFastEngines } from '@longrange/backend-simd/testing';
import {
  type CharacterModel,
  type ModelState,
  type ScoreOptions,
  scoreTokens,
  sumLosses,
} from '@longrange/model';
import { getBackend, logSoftmax, memory, tensor2d } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { predictPositions } from '../src/scoring/predict-positions.ts';
import { scoreBranches } from '../src/scoring/score-branches.ts';
import { tinyModel } from './tiny-model.ts';

/** What was read one character after the other, by the engine and by everything since the empty state: many texts begin alike. */
const readings = new Map<string, { row: Float32Array; state: ModelState }>();

/** The distribution at each position, read one character after the other, from an empty state every `resetEvery` characters. */
async function distributions(model: CharacterModel, ids: Int32Array, resetEvery = Infinity) {
  const { beginOfDocument } = model;
  const rows: Float32Array[] = beginOfDocument === null ? [new Float32Array(5).fill(-Math.log(5))] : [];
  let state = model.zeroState(1);
  let read = '';
  for (let place = 0; rows.length <= ids.length; place++) {
    const isEmpty = place % resetEvery === 0;
    const previous = beginOfDocument === null ? ids[place]! : isEmpty ? beginOfDocument : ids[place - 1]!;
    read = `${isEmpty ? `${getBackend()} ${beginOfDocument}` : read} ${previous}`;
    if (!readings.has(read)) {
      const before = isEmpty ? model.zeroState(1) : state;
      const step = model.forward(tensor2d([previous], [1, 1], 'int32'), before);
      readings.set(read, { ...step, row: Float32Array.from(await logSoftmax(step.logits).data()) });
    }
    const reading = readings.get(read)!;
    rows.push(reading.row);
    state = reading.state;
  }
  return rows;
}

const sequences = [17, 0, 1, 2, 40, 5, 5, 9, 33, 3, 64].map((length, sequence) =>
  Int32Array.from({ length }, (_, i) => (i * i + 3 * sequence + i) % 5),
);
const packings = [
  { beginOfDocument: true, batchSize: 64, chunk: 128 },
  { beginOfDocument: true, batchSize: 3, chunk: 1 },
  { beginOfDocument: false, batchSize: 3, chunk: 7 },
];
const branched = sequences.map((tokens) => ({
  tokens,
  branches: Array.from({ length: tokens.length + 1 }, (_, at) => at).flatMap((at) => [
    { at, continuation: Int32Array.from({ length: 1 + (at % 4) }, (_, i) => (at + 2 * i) % 5) },
    { at, continuation: Int32Array.of((3 * at) % 5) },
  ]),
}));

describeFastEngines('scoring', () => {
  it.each([
    { batchSize: 64, chunk: 128 },
    { batchSize: 3, chunk: 7 },
    { batchSize: 4, chunk: 10, resetEvery: 6 },
    { batchSize: 2, chunk: 4, resetEvery: 1 },
  ])('scoreTokens and sumLosses give what reading one by one gives: %o', async (options: ScoreOptions) => {
    for (const beginOfDocument of [true, false]) {
      const model = tinyModel({ beginOfDocument });
      const scores = await scoreTokens(model, sequences, options);
      let hits = 0;
      for (const [index, ids] of sequences.entries()) {
        const expected = await distributions(model, ids, options.resetEvery ?? undefined);
        expect(scores[index]).toHaveLength(ids.length);
        ids.forEach((id, i) => {
          expect(scores[index]![i]).toBeCloseTo(expected[i]![id]!, 5);
          const isPredicted = beginOfDocument || i > 0;
          if (isPredicted && expected[i]![id] === Math.max(...expected[i]!)) hits++;
        });
      }
      const sums = await sumLosses(model, sequences, options);
      const predicted = scores.flatMap((values) => [...values].slice(beginOfDocument ? 0 : 1));
      expect(sums).toMatchObject({ characters: predicted.length, correct: hits });
      expect(sums.lossNats).toBeCloseTo(-predicted.reduce((sum, score) => sum + score, 0), 3);
    }
  });

  it.each(packings)(
    'predictPositions gives what reading one by one gives: %o',
    async ({ beginOfDocument, ...options }) => {
      const model = tinyModel({ beginOfDocument });
      const queries = sequences.map((tokens, index) => ({
        tokens,
        at: Array.from({ length: tokens.length + 1 }, (_, i) => i).filter((i) => i % (index + 1) === 0),
      }));
      queries.push({ tokens: sequences[0]!, at: [] });
      const predicted = await predictPositions(model, queries, options);
      for (const [index, { tokens, at }] of queries.entries()) {
        const expected = await distributions(model, tokens);
        expect(predicted[index]).toHaveLength(at.length * 5);
        at.forEach((position, row) => {
          for (let v = 0; v < 5; v++) {
            expect(predicted[index]![row * 5 + v]).toBeCloseTo(expected[position]![v]!, 5);
          }
        });
      }
    },
  );

  it.each(packings)(
    'scoreBranches gives what reading one by one gives: %o',
    async ({ beginOfDocument, ...options }) => {
      const model = tinyModel({ beginOfDocument });
      const scores = await scoreBranches(model, branched, options);
      for (const [index, { tokens, branches }] of branched.entries()) {
        for (const [branch, { at, continuation }] of branches.entries()) {
          // Each is read by itself, which takes long: every fifth, of both lengths.
          if (branch % 5 !== index % 5) continue;
          const rows = await distributions(model, Int32Array.of(...tokens.subarray(0, at), ...continuation));
          const expected = continuation.reduce((sum, id, i) => sum + rows[at + i]![id]!, 0);
          expect(scores[index]![branch]).toBeCloseTo(expected, 4);
        }
      }
    },
  );

  it('keeps no tensors; scoreTokens reports all characters, and can be stopped', async () => {
    const model = tinyModel();
    const score = (options: ScoreOptions) => scoreTokens(model, sequences, options);
    const before = memory().numTensors;
    await predictPositions(
      model,
      sequences.map((tokens) => ({ tokens, at: [tokens.length] })),
    );
    await scoreBranches(model, branched);
    const shares: number[] = [];
    const controller = new AbortController();
    const reason = new Error('enough');
    const report = ({ characters, total }: { characters: number; total: number }) =>
      shares.push(characters / total);
    await score({ batchSize: 3, chunk: 5, onProgress: report });
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect(shares.at(-1)).toBe(1);
    const stopped = score({ signal: controller.signal, onProgress: () => controller.abort(reason) });
    await expect(stopped).rejects.toBe(reason);
    expect(memory().numTensors).toBe(before);
  });

  it('refuses ids outside the vocabulary, unknown options, and positions in another order or beyond the tokens', async () => {
    const model = tinyModel();
    await expect(scoreTokens(model, [Int32Array.of(0, 1), Int32Array.of(2, 5)])).rejects.toMatchObject({
      code: 'SCORE_TOKEN',
      message: expect.stringContaining('below 5, got 5 at position 1 of sequence 1'),
    });
    await expect(scoreTokens(model, [], { batchsize: 3 } as object)).rejects.toMatchObject({
      code: 'SCORE_OPTIONS',
      message: expect.stringContaining('Did you mean `batchSize`'),
    });
    for (const at of [[3], [2, 1], [0.5], [-1]])
      await expect(predictPositions(model, [{ tokens: Int32Array.of(0, 1), at }])).rejects.toMatchObject({
        code: 'ARGUMENT_INVALID',
      });
  });
});
