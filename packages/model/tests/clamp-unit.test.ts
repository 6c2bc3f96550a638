import { describeFastEngines } from '@longrange/backend-simd/testing';
import type { CharacterModel, UnitClamp } from '@longrange/model';
import { clampUnit } from '@longrange/model/internal';
import { memory, mul, type Tensor, tensor2d, tensor3d, tidy } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { gruCell } from '../src/networks/gru/gru.ts';
import type { CellParameters, RecurrentCell } from '../src/networks/layers/cell.ts';
import { tracerOf } from '../src/networks/layers/recurrent-stack.ts';
import { lstmCell } from '../src/networks/lstm/lstm.ts';
import { numberedName } from '../src/networks/project.ts';
import { rnnCell } from '../src/networks/rnn/rnn.ts';
import { tinyModel } from './tiny-model.ts';

const tokens = Int32Array.from({ length: 60 }, (_, i) => (i * i + (i >> 2)) % 5);

/** Character by character and layer by layer, with the clamped state put in place after each step: [T × V]. */
function readClamped(model: CharacterModel, { layer, unit, value }: UnitClamp): number[] {
  const { config } = model;
  const H = config.units;
  const cell = { lstm: lstmCell, gru: gruCell, rnn: rnnCell }[config.network as 'lstm' | 'gru' | 'rnn'];
  const states = Array.from({ length: config.layers }, () => new Map<string, Float32Array>());
  const logits: number[] = [];
  for (const id of tokens) {
    tidy(() => {
      let inputs = model.embed(tensor2d([id], [1, 1], 'int32'));
      for (let index = 0; index < config.layers; index++) {
        const name = numberedName(cell.layerName, index);
        const parameters: CellParameters = (own) => model.parameters.get(`${name}/${own}`) as never;
        const before = Object.fromEntries(
          Object.keys(cell.zeroState(1, H)).map((part) => [
            part,
            tensor2d(states[index]!.get(part) ?? new Float32Array(H), [1, H]),
          ]),
        );
        const traced = tracerOf(cell as RecurrentCell).trace(inputs, parameters, before as never);
        const hidden = Float32Array.from(traced.outputs.dataSync());
        const carried = Float32Array.from(traced.states.dataSync());
        if (index === layer) {
          carried[unit] = value;
          const shown =
            config.network === 'lstm' ? Math.tanh(value) * outputGate(traced.gates!, unit, H) : value;
          hidden[unit] = shown;
        }
        states[index]!.set('hidden', hidden);
        if (config.network === 'lstm') states[index]!.set('cell', carried);
        inputs = tensor3d(hidden, [1, 1, H]);
      }
      const hidden = Array.from(inputs.dataSync());
      const kernel = model.parameters.get('dense/kernel')!.dataSync();
      const bias = Array.from(model.parameters.get('dense/bias')!.dataSync());
      const V = bias.length;
      logits.push(
        ...bias.map((start, v) => hidden.reduce((sum, h, u) => sum + h * kernel[u * V + v]!, start)),
      );
    });
  }
  return logits;
}

function outputGate(gates: Tensor, unit: number, H: number): number {
  return gates.dataSync()[3 * H + unit]!;
}

describeFastEngines('clampUnit', () => {
  it.each([
    { network: 'lstm', layer: 0, unit: 2, value: 0.4 },
    { network: 'lstm', layer: 1, unit: 3, value: -2.5 },
    { network: 'gru', layer: 0, unit: 0, value: -0.3 },
    { network: 'gru', layer: 1, unit: 1, value: 0.7 },
    { network: 'rnn', layer: 0, unit: 3, value: 0.5 },
  ] as const)('computes what holding the state step by step computes: %o', async ({ network, ...clamp }) => {
    const model = tinyModel({ network });
    for (const parameter of model.parameters.values()) tidy(() => parameter.assign(mul(parameter, 2)));
    const tensors = memory().numTensors;
    const clamped = clampUnit(model, clamp);
    const read = tidy(() =>
      clamped.forward(tensor2d(tokens, [60, 1], 'int32'), clamped.zeroState(1)).logits.dataSync(),
    );
    const expected = readClamped(model, clamp);
    for (const [index, logit] of read.entries()) expect(logit).toBeCloseTo(expected[index]!, 4);
    const free = tidy(() =>
      model.forward(tensor2d(tokens, [60, 1], 'int32'), model.zeroState(1)).logits.dataSync(),
    );
    expect(Math.max(...free.map((logit, index) => Math.abs(logit - read[index]!)))).toBeGreaterThan(0.01);
    clamped.dispose();
    expect(memory().numTensors).toBe(tensors);
    model.dispose();
  });

  it('refuses a unit that does not exist', () => {
    const model = tinyModel();
    expect(() => clampUnit(model, { layer: 0, unit: 4, value: 0 })).toThrow(/CLAMP_UNIT|unit 4 of layer 0/);
    expect(() => clampUnit(model, { layer: 2, unit: 0, value: 0 })).toThrow('unit 0 of layer 2');
  });
});
