import { describeFastEngines } from '@longrange/backend-simd/testing';
import { CharacterModel, type TraceRows } from '@longrange/model';
import { gatesOf, parseModelConfig, traceTokens } from '@longrange/model/internal';
import { memory, tensor2d } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { parameterSpecifications } from '../src/parameters.ts';
import { tinyModel } from './tiny-model.ts';

const sequences = [17, 0, 1, 2, 40, 5].map((length, sequence) =>
  Int32Array.from({ length }, (_, i) => (i * i + 3 * sequence + i) % 5),
);
const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

function row({ values, offset, stride }: TraceRows, t: number, H: number): number[] {
  return Array.from(values.subarray(offset + t * stride, offset + t * stride + H));
}

describeFastEngines('traceTokens', () => {
  it.each([
    { network: 'lstm', batchSize: 2, chunk: 7 },
    { network: 'lstm', batchSize: 2, chunk: 7, beginOfDocument: false },
    { network: 'lstm', batchSize: 3, chunk: 1 },
    { network: 'gru', batchSize: 2, chunk: 7 },
    { network: 'rnn', batchSize: 2, chunk: 7 },
  ] as const)('shows what reading one by one leaves: %o', async ({ network: kind, ...given }) => {
    const { beginOfDocument = true, ...options } = { beginOfDocument: true, ...given };
    const model = tinyModel({ network: kind, beginOfDocument });
    const cells: number[][][] = sequences.map(() => []);
    const before = memory().numTensors;
    await traceTokens(
      model,
      sequences,
      ({ sequence, start, length, layers }) => {
        expect(start).toBe(cells[sequence]!.length);
        for (let t = 0; t < length; t++) cells[sequence]!.push(row(layers[1]!.states, t, 4));
      },
      options,
    );
    expect(memory().numTensors).toBe(before);
    expect(cells.map(({ length }) => length)).toEqual([16, 0, 0, 1, 39, 4]);
    for (const [index, ids] of sequences.entries()) {
      let state = model.zeroState(1);
      if (beginOfDocument) state = model.forward(tensor2d([5], [1, 1], 'int32'), state).state;
      cells[index]!.forEach((cell, i) => {
        state = model.forward(tensor2d([ids[i]!], [1, 1], 'int32'), state).state;
        (state[1]!.cell ?? state[1]!.hidden)!.dataSync().forEach((value, unit) => {
          expect(cell[unit]).toBeCloseTo(value, 5);
        });
      });
    }
    model.dispose();
  });

  // LSTM: blocks i, f, c, o of four units each; GRU: z, r, h, of two biases that are added up.
  it.each([
    ['lstm', { input: 0, forget: 1, output: 3 }, 'forget', 1],
    ['gru', { update: 0, reset: 1 }, 'update', 2],
  ] as const)(
    'shows each gate of a %s by its name: with no weights but biases, σ of the bias',
    async (network, blocks, keeping, biases) => {
      const sizes = { layers: 1, units: 4, embeddingSize: 3, vocabulary: ['a', 'b'] };
      const config = parseModelConfig({ ...sizes, network });
      const bias = (index: number) => (index - 6) / 4;
      const values = parameterSpecifications(config).map(({ name, shape }) => {
        const one = new Float32Array(shape.reduce((product, length) => product * length, 1));
        const width = one.length / biases;
        return [name, name === `${network}/bias` ? one.map((_, index) => bias(index % width)) : one] as const;
      });
      const model = CharacterModel.fromValues(config, new Map(values));
      expect(gatesOf(model).map(({ name, keepsState }) => [name, keepsState])).toEqual(
        Object.keys(blocks).map((name) => [name, name === keeping]),
      );
      await traceTokens(model, [Int32Array.of(0, 1, 0)], ({ layers }) => {
        Object.values(blocks).forEach((block, gate) => {
          row(layers[0]!.gates[gate]!, 1, 4).forEach((value, unit) => {
            expect(value).toBeCloseTo(sigmoid(biases * bias(4 * block + unit)), 5);
          });
        });
      });
      model.dispose();
    },
  );
});
