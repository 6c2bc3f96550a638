import { LSTM } from '@longrange/ops/internal';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { OutputMetadata } from '../addon.ts';
import type { Handle } from '../calls.ts';
import {
  add,
  concat,
  matMul,
  multiply,
  ofType,
  pack,
  reshape,
  sigmoid,
  slice,
  splitBlocks,
  sumRows,
  swapBlocks,
  swapVectorBlocks,
  tanh,
  transpose,
  unpack,
  zeros,
} from '../operations.ts';
import { type LayerCall, type LayerGradients, savedNames } from './layer-call.ts';

/** Tensors that the gradient needs from each step, [T, B, H] each, in the order of BlockLSTMV2 */
const SAVED = ['i', 'cs', 'f', 'o', 'ci', 'co'] as const;
type Three = [Handle, Handle, Handle];

/**
 * Runs an LSTM layer step by step, for element types that BlockLSTMV2 lacks: the inputs take one product over all steps; gates and states
 * are float32. Returns the same as `blockLstm`.
 */
export function stepLstm(call: LayerCall): TensorInfo[] {
  const { calls, tensors, type, narrow, wide } = call;
  const { T, B, H } = call.sizes;
  const recurrentKernel = call.read('recurrentKernel');
  const preactivations = unpack(calls, reshape(calls, call.preactivations(), [T, B, 4 * H], 'float32').id, T);
  let hidden = calls.of(tensors.initialHidden!);
  let cell = calls.of(tensors.initialCell!);
  const steps = preactivations.map((x) => {
    const step = calls.keeping(() => {
      const recurrent = wide(matMul(calls, narrow(hidden), recurrentKernel, type)).id;
      const z = splitBlocks(calls, add(calls, x, recurrent, 'float32'), 'float32');
      const [i, f, o] = [z[0]!, z[1]!, z[3]!].map((gate) => sigmoid(calls, gate)) as Three;
      const ci = tanh(calls, z[2]!);
      const cs = add(calls, multiply(calls, f, cell), multiply(calls, i, ci), 'float32');
      const co = tanh(calls, cs);
      return { i, cs, f, o, ci, co, h: multiply(calls, o, co) };
    });
    hidden = step.h;
    cell = step.cs;
    return step;
  });
  const sequence = (name: keyof (typeof steps)[0]): TensorInfo =>
    calls.give(
      pack(
        calls,
        steps.map((step) => step[name]),
      ),
    );
  const last = (handle: Handle): TensorInfo => calls.give(reshape(calls, handle, [B, H], 'float32'));
  return [sequence('h'), last(hidden), last(cell), ...SAVED.map(sequence)];
}

/**
 * Computes the gradient of an LSTM layer step by step: a step contains only the product of the recurrence; those for inputs and weights are
 * one each over all steps, whereas BlockLSTMGradV2 computes them in every step.
 *
 * @param by gradients to compute besides those of weights and states
 */
export function stepLstmGradient(call: LayerCall, by: readonly string[]): LayerGradients {
  const { calls, tensors, layer, sizes, type, read, narrow, wide } = call;
  const { T, B, I, H } = sizes;
  // Transposed once: TensorFlow's products with a transposed operand would transpose it in every step.
  const kernel = transpose(calls, swapBlocks(calls, read('recurrentKernel'), type), type);
  const { gates, hidden, cell } = backward(call, kernel);
  const wideGates = reshape(calls, pack(calls, gates).id, [T * B, 4 * H], 'float32').id;
  const all = narrow(wideGates);
  const first = reshape(calls, calls.of(tensors.initialHidden!), [1, B, H], 'float32').id;
  const others =
    T === 1 ? [] : [slice(calls, calls.of(tensors.outputs!), [0, 0, 0], [T - 1, B, H], 'float32').id];
  const before = narrow(others.length === 0 ? first : concat(calls, [first, ...others], 0, 'float32'));
  const byKernel = (rows: Handle, width: number): OutputMetadata => {
    const left = reshape(calls, rows, [T * B, width], type).id;
    const product = matMul(calls, left, all, type, { transposeA: true });
    return wide({ ...product, id: swapBlocks(calls, product.id, type) });
  };
  const byInputs = (): OutputMetadata => {
    const product = matMul(calls, all, swapBlocks(calls, layer.kernel, type), type, { transposeB: true });
    return wide(reshape(calls, product.id, [T, B, I], type));
  };
  const byBias = (): OutputMetadata => {
    const id = swapVectorBlocks(calls, sumRows(calls, wideGates), H);
    return { id, shape: [4 * H], dtype: calls.binding.TF_FLOAT };
  };
  return {
    ...(by.includes('inputs') && { inputs: byInputs() }),
    ...(by.includes('bias') && { bias: byBias() }),
    kernel: byKernel(layer.inputs, I),
    recurrentKernel: byKernel(before, H),
    hidden,
    cell,
  };
}

const GRADIENT = { T: ofType('float32'), use_peephole: { type: 'bool', value: false } } as const;

/** Runs from the last step to the first: gradients of each step's pre-activations [B, 4H], in blocks i, c, f, o, and the initial state. */
function backward(
  { calls, tensors, sizes, type, narrow, wide }: LayerCall,
  recurrentKernel: Handle,
): { gates: Handle[]; hidden: OutputMetadata; cell: OutputMetadata } {
  const { T, B, H } = sizes;
  const steps = (name: string): Handle[] => unpack(calls, calls.of(tensors[name]!), T);
  const saved = savedNames(LSTM, SAVED.length).map(steps);
  const [i, cs, f, o, ci, co] = saved as [Handle[], Handle[], Handle[], Handle[], Handle[], Handle[]];
  const outputsGradient = steps('outputsGradient');
  const [initialHidden, initialCell] = [calls.of(tensors.initialHidden!), calls.of(tensors.initialCell!)];
  // The operation only checks the shapes of these.
  const nothing = zeros(calls, [B, 0], 'float32');
  const peephole = zeros(calls, [H], 'float32');
  const bias = zeros(calls, [4 * H], 'float32');
  const weights = [calls.of(tensors.recurrentKernel!), peephole, peephole, peephole, bias];
  let hidden = calls.of(tensors.finalHiddenGradient!);
  let cell = calls.of(tensors.finalCellGradient!);
  const gates = new Array<Handle>(T);
  for (let t = T - 1; t >= 0; t--) {
    const step = calls.keeping(() => {
      const [byCell, byGates] = calls.run(
        'LSTMBlockCellGrad',
        GRADIENT,
        [
          ...[nothing, t === 0 ? initialCell : cs[t - 1]!, initialHidden, ...weights],
          ...[i[t]!, cs[t]!, f[t]!, o[t]!, ci[t]!, co[t]!],
          ...[cell, add(calls, outputsGradient[t]!, hidden, 'float32')],
        ],
        5,
      ) as [OutputMetadata, OutputMetadata];
      const before = matMul(calls, narrow(byGates.id), recurrentKernel, type);
      return { cell: byCell.id, gates: byGates.id, hidden: wide(before).id };
    });
    hidden = step.hidden;
    cell = step.cell;
    gates[t] = step.gates;
  }
  const state = { shape: [B, H], dtype: calls.binding.TF_FLOAT };
  return { gates, hidden: { ...state, id: hidden }, cell: { ...state, id: cell } };
}
