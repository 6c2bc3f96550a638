import {
  characterProbabilities,
  drawIndex,
  GENERATE,
  type GenerateAttributes,
} from '@longrange/ops/internal';
import type { NamedTensorInfoMap } from '@tensorflow/tfjs-core';
import { Calls, type Handle, type KernelTable } from '../calls.ts';
import {
  add,
  concat,
  gather,
  matMul,
  multiply,
  ofType,
  oneHot,
  sigmoid,
  splitBlocks,
  subtract,
  swapBlocks,
  swapVectorBlocks,
  tanh,
  zeros,
} from '../operations.ts';

/** State of one layer: hidden [B, H], and the cells of an LSTM */
type State = readonly Handle[];

/** Computes a layer's next state. The first layer receives characters [B], every other one the hidden state of the layer below. */
type Layer = (below: Handle, before: State) => State;

/** Generates whole texts with few operations per character, in float32 at any precision. Characters are chosen in JavaScript. */
export const generateKernel: KernelTable = {
  [GENERATE]: (tensors, backend, attributes) =>
    Calls.within(backend, (calls) => {
      const options = attributes as GenerateAttributes;
      const [B, H] = [tensors.tokens!.shape[0]!, tensors.denseKernel!.shape[0]!];
      const [denseKernel, denseBias] = [calls.of(tensors.denseKernel!), calls.of(tensors.denseBias!)];
      const layers = Array.from({ length: options.layers }, (_, layer) =>
        options.cell === 'lstm'
          ? lstmLayer(calls, tensors, layer)
          : composedLayer(calls, tensors, layer, options.cell === 'gru'),
      );
      let states = layers.map((_, layer) =>
        [tensors[`hidden${layer}`], tensors[`cell${layer}`]].flatMap((tensor) =>
          tensor === undefined ? [] : [calls.of(tensor)],
        ),
      );
      let tokens = calls.values(calls.of(tensors.tokens!)) as Int32Array;
      const written = new Int32Array(options.steps * B);
      for (let step = 0; step < options.steps; step++) {
        const before = states;
        const chosen = written.subarray(step * B, (step + 1) * B);
        calls.keeping(() => {
          let below = calls.make([B], tokens);
          states = layers.map((next, layer) => {
            const state = next(below, before[layer]!);
            below = state[0]!;
            return [...state];
          });
          const product = matMul(calls, below, denseKernel, 'float32').id;
          const logits = calls.values(add(calls, product, denseBias, 'float32')) as Float32Array;
          choose(logits, options, step, chosen);
          if (step > 0) lose(chosen, written.subarray((step - 1) * B, step * B));
          return states.flat();
        });
        if (step > 0) calls.free(before.flat());
        // A sequence that has ended may read any character.
        tokens = chosen.map((id) => Math.max(id, 0));
      }
      const state = { shape: [B, H], dtype: calls.binding.TF_FLOAT };
      const shape = [options.steps, B];
      return [
        calls.give({ id: calls.make(shape, written), shape, dtype: calls.binding.TF_INT32 }, 'int32'),
        ...states.flat().map((id) => calls.give({ ...state, id })),
      ];
    }),
};

/** Chooses the characters of a step, −1 if a logit is not finite. */
function choose(logits: Float32Array, options: GenerateAttributes, step: number, chosen: Int32Array): void {
  const B = chosen.length;
  const V = logits.length / B;
  for (let row = 0; row < B; row++) {
    const probabilities = characterProbabilities(logits.subarray(row * V, (row + 1) * V), options);
    chosen[row] = probabilities === null ? -1 : drawIndex(probabilities, options.uniforms[step * B + row]!);
  }
}

/** Keeps a sequence that had a non-finite logit without characters. */
function lose(chosen: Int32Array, before: Int32Array): void {
  before.forEach((id, row) => {
    if (id < 0) chosen[row] = -1;
  });
}

const CELL = {
  T: ofType('float32'),
  forget_bias: { type: 'float', value: 0 },
  cell_clip: { type: 'float', value: 0 },
  use_peephole: { type: 'bool', value: false },
} as const;

/** LSTM layer by LSTMBlockCell, a single operation; a character is a one-hot row, whose product with the table is the table's row. */
function lstmLayer(calls: Calls, tensors: NamedTensorInfoMap, layer: number): Layer {
  const recurrentKernel = tensors[`recurrentKernel${layer}`]!;
  const H = recurrentKernel.shape[0]!;
  const [kernel, bias] =
    layer === 0 ? [tensors.table!] : [tensors[`kernel${layer}`]!, tensors[`bias${layer}`]!];
  const both = concat(calls, [calls.of(kernel!), calls.of(recurrentKernel)], 0, 'float32');
  const weights = swapBlocks(calls, both, 'float32');
  const none = zeros(calls, [H], 'float32');
  const biases =
    bias === undefined ? zeros(calls, [4 * H], 'float32') : swapVectorBlocks(calls, calls.of(bias), H);
  return (below, [hidden, cell]) => {
    const x = layer === 0 ? oneHot(calls, below, kernel!.shape[0]!, 'float32') : below;
    const results = calls.run(
      'LSTMBlockCell',
      CELL,
      [x, cell!, hidden!, weights, none, none, none, biases],
      7,
    );
    return [results[6]!.id, results[1]!.id];
  };
}

/** GRU or plain recurrent layer; pre-activations are laid out as `GenerateNetwork` describes. */
function composedLayer(calls: Calls, tensors: NamedTensorInfoMap, layer: number, isGru: boolean): Layer {
  const recurrentKernel = calls.of(tensors[`recurrentKernel${layer}`]!);
  const of = (name: string): Handle => calls.of(tensors[`${name}${layer}`]!);
  const preactivations =
    layer === 0
      ? (tokens: Handle) => gather(calls, calls.of(tensors.table!), tokens, 'float32')
      : (below: Handle) =>
          add(calls, matMul(calls, below, of('kernel'), 'float32').id, of('bias'), 'float32');
  return (below, [hidden]) => {
    const recurrent = matMul(calls, hidden!, recurrentKernel, 'float32').id;
    const sum = add(calls, preactivations(below), recurrent, 'float32');
    const blocks = splitBlocks(calls, sum, 'float32') as [Handle, Handle, Handle, Handle];
    if (!isGru) return [tanh(calls, blocks[0])];
    const [z, r] = [sigmoid(calls, blocks[0]), sigmoid(calls, blocks[1])];
    const candidate = tanh(calls, add(calls, blocks[2], multiply(calls, r, blocks[3]), 'float32'));
    const kept = multiply(calls, z, subtract(calls, hidden!, candidate));
    return [add(calls, candidate, kept, 'float32')];
  };
}
