import { LSTM } from '@longrange/ops/internal';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { OutputMetadata } from '../addon.ts';
import type { Handle } from '../calls.ts';
import { add, concat, ofType, reshape, slice, zeros } from '../operations.ts';
import { type LayerCall, type LayerGradients, savedNames } from './layer-call.ts';

/**
 * Attributes of TensorFlow's BlockLSTMV2, an LSTM layer over a whole sequence on processors. It takes the layer's inputs, and kernel and
 * recurrent kernel stacked, [I + H, 4H]; its blocks are i, f, c, o, like ours.
 */
const ATTRIBUTES = {
  cell_clip: { type: 'float', value: 0 },
  use_peephole: { type: 'bool', value: false },
} as const;

/** Results of BlockLSTMV2, [T, B, H] each, in its order */
const RESULTS = ['i', 'cs', 'f', 'o', 'ci', 'co', 'h'] as const;
type Results = Readonly<Record<(typeof RESULTS)[number], OutputMetadata>>;

/** Returns the outputs, the final state, and what else the gradient needs: i, cs, f, o, ci, co. */
export function blockLstm(call: LayerCall): TensorInfo[] {
  const { calls, type, wide } = call;
  const { T, B, H } = call.sizes;
  const attributes = { T: ofType(type), ...ATTRIBUTES };
  const values = calls.run('BlockLSTMV2', attributes, operands(call), RESULTS.length);
  const results = Object.fromEntries(RESULTS.map((name, i) => [name, values[i]!])) as Results;
  const outputs = wide(results.h);
  const last = (sequence: OutputMetadata): TensorInfo => {
    const step = slice(calls, sequence.id, [T - 1, 0, 0], [1, B, H], 'float32');
    return calls.give(reshape(calls, step.id, [B, H], 'float32'));
  };
  const finals = [last(outputs), last(wide(results.cs))];
  // Saved in their own type, since only the gradient reads them.
  const { i, cs, f, o, ci, co } = results;
  return [calls.give(outputs), ...finals, ...[i, cs, f, o, ci, co].map((saved) => calls.give(saved))];
}

/** Returns the gradients of inputs, kernel, bias, recurrent kernel and initial state, as float32 handles. */
export function blockLstmGradient(call: LayerCall): LayerGradients {
  const { calls, tensors, type, read, wide } = call;
  const { T, B, I, H } = call.sizes;
  const saved = savedNames(LSTM, 6).map((name) => calls.of(tensors[name]!));
  /** Gradient of a final state, which belongs to the last step */
  const ofFinal = (name: string): Handle => {
    const last = reshape(calls, read(name), [1, B, H], type).id;
    return T === 1 ? last : concat(calls, [zeros(calls, [T - 1, B, H], type), last], 0, type);
  };
  const results = calls.run(
    'BlockLSTMGradV2',
    { T: ofType(type), use_peephole: ATTRIBUTES.use_peephole },
    [
      ...operands(call),
      ...saved,
      read('outputs'),
      ofFinal('finalCellGradient'),
      add(calls, read('outputsGradient'), ofFinal('finalHiddenGradient'), type),
    ],
    8,
  );
  const [inputs, cell, hidden, weights, , , , bias] = results as OutputMetadata[];
  const rows = (from: number, count: number): OutputMetadata =>
    wide(slice(calls, weights!.id, [from, 0], [count, 4 * H], type));
  return {
    inputs: wide(inputs!),
    kernel: rows(0, I),
    recurrentKernel: rows(I, H),
    bias: wide(bias!),
    hidden: wide(hidden!),
    cell: wide(cell!),
  };
}

/** First operands of both operations */
function operands({ calls, layer, sizes: { T, H }, type, read }: LayerCall): Handle[] {
  const { inputs, kernel, bias } = layer;
  const weights = concat(calls, [kernel, read('recurrentKernel')], 0, type);
  const noPeephole = zeros(calls, [H], type);
  // An int64 is passed as two 32-bit words.
  const steps = calls.make([], Int32Array.of(T, 0), calls.binding.TF_INT64);
  return [
    ...[steps, inputs, read('initialCell'), read('initialHidden'), weights],
    ...[noPeephole, noPeephole, noPeephole, bias],
  ];
}
