import { counterRandom } from '@longrange/ops/internal';
import {
  add,
  concat,
  memory,
  mul,
  type Scalar,
  sum,
  type Tensor2D,
  tensor,
  tensor2d,
  tidy,
  type Variable,
  variableGrads,
} from '@tensorflow/tfjs-core';
import { CharacterModel } from '../character-model.ts';
import type { ModelConfigInput } from '../config-schema.ts';
import { modelFromFiles, modelToFiles } from '../files/model-from-files.ts';
import { disposeState, type ModelState, selectState, stateTensors } from '../model-state.ts';
import { networkOf } from '../networks/networks.ts';

/** Network with small sizes for the tests of all networks. */
export type TestedNetwork = Omit<ModelConfigInput, 'network' | 'vocabulary'> & { readonly network: string };

/** Module that describes and runs tests: Vitest (`import * as runner from 'vitest'`) or one like it. */
export interface TestRunner {
  /** Groups tests. */
  describe(name: string, body: () => void): unknown;
  /** Defines a test. */
  it(name: string, body: () => Promise<void> | void): unknown;
  /** Begins an expectation of a value. */
  expect(actual: unknown, message?: string): Expectation;
}

/** Expectations of a value: those of Vitest's that the tests use. */
export interface Expectation {
  /** Expects the same value. */
  readonly toBe: (expected: unknown) => void;
  /** Expects deep equality. */
  readonly toEqual: (expected: unknown) => void;
  /** Expects a difference of less than half of the last of `digits` decimals. */
  readonly toBeCloseTo: (expected: number, digits?: number) => void;
  /** Expects less. */
  readonly toBeLessThan: (expected: number) => void;
  /** Expects more. */
  readonly toBeGreaterThan: (expected: number) => void;
  /** Expects the opposite. */
  readonly not: Pick<Expectation, 'toEqual'>;
}

const vocabulary = ['\n', 'a', 'b', '(', ')'];
const V = vocabulary.length;
const ids = [0, 1, 2, 3, 4, 0, 1, 3, 2, 4, 4, 1];

const tokensOf = (tokens: readonly number[], B: number): Tensor2D =>
  tensor2d([...tokens], [tokens.length / B, B], 'int32');

async function stateValues(state: ModelState): Promise<number[]> {
  const parts = await Promise.all([...stateTensors(state).values()].map((part) => part.data()));
  return parts.flatMap((part) => [...part]);
}

/**
 * Describes the tests of every network on the current backend: reading, carried state, gradients, files. Register your own network before.
 * Gradients are compared with finite differences over steps of 0.01: a kink (ReLU) that near fails.
 *
 * @param runner `import * as runner from 'vitest'`
 * @param directions directions along which the gradient of each parameter is compared with finite differences
 */
export function describeNetwork(
  config: TestedNetwork,
  { describe, it, expect }: TestRunner,
  directions = 3,
): void {
  const expectClose = (actual: ArrayLike<number>, expected: ArrayLike<number>): void => {
    expect(actual.length).toBe(expected.length);
    Array.from(actual).forEach((value, i) => {
      expect(value, `number ${i}`).toBeCloseTo(expected[i]!, 5);
    });
  };
  const make = (others: Partial<ModelConfigInput> = {}, seed = 7): CharacterModel =>
    CharacterModel.initialize({ ...config, ...others, vocabulary } as ModelConfigInput, { seed });
  const logitsOf = async (model: CharacterModel, tokens: readonly number[], B: number) =>
    model.forward(tokensOf(tokens, B), model.zeroState(B)).logits.data();

  describe(config.network, () => {
    it('has the parameters that it names, the same bits for the same seed, and others for another', async () => {
      const [first, again, other] = [make(), make(), make({}, 8)];
      const { network } = first.config;
      expect(networkOf(first.config).name).toBe(network);
      expect(new Set(first.parameters.keys()).size).toBe(first.parameters.size);
      const values = async (model: CharacterModel) => [...(await model.values()).values()];
      expect(await values(again)).toEqual(await values(first));
      expect(await values(other)).not.toEqual(await values(first));
      for (const model of [first, again, other]) model.dispose();
    });

    it('carries its state: pieces give what the whole gives', async () => {
      const model = make();
      const whole = model.forward(tokensOf(ids, 2), model.zeroState(2));
      let state = model.zeroState(2);
      const pieces = [2, 6, 4].map((length, index) => {
        const from = [0, 2, 8][index]!;
        const piece = model.forward(tokensOf(ids.slice(from, from + length), 2), state);
        state = piece.state;
        return piece.logits;
      });
      expectClose(await concat(pieces).data(), await whole.logits.data());
      expectClose(await stateValues(state), await stateValues(whole.state));
    });

    it('reads each sequence of a batch by itself', async () => {
      const model = make();
      const both = await logitsOf(model, ids, 2);
      const second = await logitsOf(
        model,
        ids.filter((_, i) => i % 2 === 1),
        1,
      );
      const rows = Array.from({ length: 6 }, (_, t) => [...both.slice((2 * t + 1) * V, (2 * t + 2) * V)]);
      expectClose(second, rows.flat());
    });

    it('reads from a row of zeros what it reads from its empty state', async () => {
      const model = make();
      const read = model.forward(tokensOf(ids, 2), model.zeroState(2)).state;
      const state = selectState(read, [0, 1], [true, false]);
      const after = await model.forward(tokensOf([1, 1, 3, 3], 2), state).logits.data();
      const fresh = await logitsOf(model, [1, 3], 1);
      expectClose([...after.slice(0, V), ...after.slice(2 * V, 3 * V)], fresh);
      expect(Math.abs(after[V]! - fresh[0]!)).toBeGreaterThan(1e-7);
    });

    it('reads embedded characters as the characters themselves', async () => {
      const model = make();
      const tokens = tokensOf(ids, 2);
      const embedded = model.forwardEmbedded(model.embed(tokens), model.zeroState(2));
      expectClose(await embedded.logits.data(), await logitsOf(model, ids, 2));
    });

    it('gives every parameter the gradient that finite differences give', async () => {
      const model = make({ l2: 0.1, dropout: 0.1 });
      const tokens = tokensOf(ids, 2);
      const weights = tensor2d(
        Array.from({ length: ids.length * V }, (_, i) => Math.sin(i)),
        [ids.length, V],
      );
      const loss = (): Scalar =>
        tidy(() => {
          const { logits } = model.forward(tokens, model.zeroState(2), { dropoutSeed: 3 });
          return add(sum(mul(logits, weights)), model.regularizationLoss()) as Scalar;
        });
      const { grads } = variableGrads(loss, [...model.parameters.values()]);
      for (const [name, parameter] of model.parameters) {
        const gradient = (await grads[parameter.name]!.data()) as Float32Array;
        expect(Math.hypot(...gradient), name).toBeGreaterThan(1e-3);
        for (let seed = 1; seed <= directions; seed++) {
          const direction = gradient.map((_, i) => (counterRandom(i, seed) % 2 === 0 ? 1 : -1));
          const slope = gradient.reduce((total, value, i) => total + value * direction[i]!, 0);
          const size = Math.hypot(...gradient);
          const expected = await slopeAlong(parameter, direction, loss, 1e-2 / Math.max(1, size));
          // Float32 losses are about 1, and are compared over steps of about 1e-2.
          expect(Math.abs(slope - expected), `${name}, direction ${seed}`).toBeLessThan(
            1e-2 * Math.max(0.2, size),
          );
        }
      }
    });

    it('drops out only with a seed, the same for the same seed', async () => {
      const model = make({ dropout: 0.5 });
      const run = async (dropoutSeed?: number) =>
        model
          .forward(tokensOf(ids, 2), model.zeroState(2), dropoutSeed === undefined ? {} : { dropoutSeed })
          .logits.data();
      expect(await run()).toEqual(await run());
      expect(await run(5)).toEqual(await run(5));
      expect(await run(5)).not.toEqual(await run(6));
      expect(await run(5)).not.toEqual(await run());
    });

    it('comes back from its files', async () => {
      const model = make();
      const loaded = modelFromFiles('folder', await modelToFiles(model));
      expect(loaded.config).toEqual(model.config);
      expect(await logitsOf(loaded, ids, 2)).toEqual(await logitsOf(model, ids, 2));
    });

    it('leaks nothing', () => {
      const before = memory().numTensors;
      const model = make();
      const tokens = tokensOf(ids, 2);
      const state = model.zeroState(2);
      const table = model.tokenTable();
      const parts = stateTensors(state).size;
      const held = memory().numTensors;
      expect(held - before).toBe(model.parameters.size + 1 + parts + 1);
      const result = model.forward(tokens, state, { dropoutSeed: 1, tokenTable: table });
      expect(memory().numTensors - held).toBe(1 + parts);
      result.logits.dispose();
      for (const one of [result.state, state]) disposeState(one);
      tokens.dispose();
      table.dispose();
      model.dispose();
      expect(memory().numTensors).toBe(before);
    });
  });
}

/** Slope of the loss along a direction, by central differences of fourth order. */
async function slopeAlong(
  parameter: Variable,
  direction: Float32Array,
  loss: () => Scalar,
  length: number,
): Promise<number> {
  const values = Float32Array.from(await parameter.data());
  const at = async (offset: number) => {
    const moved = values.map((value, i) => value + offset * direction[i]!);
    tidy(() => parameter.assign(tensor(moved, parameter.shape)));
    const value = loss();
    const [number] = await value.data();
    value.dispose();
    return number!;
  };
  const step = length / Math.sqrt(values.length);
  const near = (await at(step)) - (await at(-step));
  const far = (await at(2 * step)) - (await at(-2 * step));
  tidy(() => parameter.assign(tensor(values, parameter.shape)));
  return (8 * near - far) / (12 * step);
}

const blocks = { embeddingSize: 7, embeddingRange: 1, units: 12, layers: 2, mlpSize: 5 };
/** All networks, some with options that change the computation. */
export const testedNetworks: readonly TestedNetwork[] = [
  { network: 'lstm', embeddingSize: 3, units: 4 },
  { network: 'gru', embeddingSize: 3, units: 4 },
  { network: 'rnn', embeddingSize: 3, units: 4 },
  { network: 'mingru', ...blocks, convolutionSize: 4 },
  { network: 'mingru', ...blocks, convolutionSize: 1 },
  { network: 'gated-deltanet', ...blocks, heads: 2, writeUpTo: 2 },
  { network: 'm2rnn', ...blocks, heads: 2 },
  { network: 'transformer', ...blocks, heads: 2, window: 3, convolutionSize: 2 },
];
