import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { OutputMetadata } from '../addon.ts';
import type { AttributeValue, Handle } from '../calls.ts';
import { type ElementType, ofType, reshape, zeros } from '../operations.ts';
import { type CudnnCell, packParameters, unpackParameters } from './cudnn-parameters.ts';
import type { LayerCall, LayerGradients } from './layer-call.ts';

/**
 * A layer over a whole sequence by TensorFlow's CudnnRNNV3, which computes on NVIDIA GPUs: outputs, final state, and what the gradient needs
 * besides them: cuDNN's reserved space, the one on the GPU and the one of the host, and the final state as it was.
 */
export function cudnnRnn(cell: CudnnCell, call: LayerCall): TensorInfo[] {
  const { calls, type, wide } = call;
  const { B, H } = call.sizes;
  const results = calls.run('CudnnRNNV3', attributes(cell, type), operands(cell, call), 5);
  const [outputs, hidden, cellState, reserved, hostReserved] = results as OutputMetadata[];
  const final = (state: OutputMetadata): TensorInfo =>
    calls.give(reshape(calls, wide(state).id, [B, H], 'float32'));
  const finals = [final(hidden!), ...(cell.mode === 'lstm' ? [final(cellState!)] : [])];
  const saved = [reserved!, hostReserved!, hidden!, cellState!].map((one) => calls.give(one));
  return [calls.give(wide(outputs!)), ...finals, ...saved];
}

/** Gradients by everything that `cudnnRnn` was given. */
export function cudnnRnnGradient(cell: CudnnCell, call: LayerCall, saved: readonly string[]): LayerGradients {
  const { calls, tensors, sizes, type, read, wide } = call;
  const { B, H } = sizes;
  const [reserved, hostReserved, hidden, cellState] = saved.map((name) => calls.of(tensors[name]!));
  const state = (name: string): Handle => reshape(calls, read(name), [1, B, H], type).id;
  const inputs = [
    ...operands(cell, call),
    ...[read('outputs'), hidden!, cellState!],
    ...[read('outputsGradient'), state('finalHiddenGradient')],
    cell.mode === 'lstm' ? state('finalCellGradient') : zeros(calls, [], type),
    ...[reserved!, hostReserved!],
  ];
  const results = calls.run('CudnnRNNBackpropV3', attributes(cell, type), inputs, 4);
  const [byInputs, byHidden, byCell, byParameters] = results as OutputMetadata[];
  const parameters = unpackParameters(calls, cell, wide(byParameters!).id, sizes, 'float32');
  const byState = (gradient: OutputMetadata): OutputMetadata =>
    reshape(calls, wide(gradient).id, [B, H], 'float32');
  return {
    ...parameters,
    inputs: wide(byInputs!),
    hidden: byState(byHidden!),
    cell: cell.mode === 'lstm' ? byState(byCell!) : byCell!,
  };
}

function attributes({ mode }: CudnnCell, type: ElementType): Record<string, AttributeValue> {
  return {
    T: ofType(type),
    rnn_mode: { type: 'string', value: mode },
    input_mode: { type: 'string', value: 'linear_input' },
    direction: { type: 'string', value: 'unidirectional' },
    dropout: { type: 'float', value: 0 },
    time_major: { type: 'bool', value: true },
  };
}

/** What both operations begin with: inputs, initial state, parameters, and that every sequence is whole. */
function operands(cell: CudnnCell, { calls, layer, sizes, type, read }: LayerCall): Handle[] {
  const { inputs, kernel, bias } = layer;
  const { T, B, I, H } = sizes;
  const state = (name: string): Handle => reshape(calls, read(name), [1, B, H], type).id;
  const parameters = {
    kernel,
    bias,
    recurrentKernel: read('recurrentKernel'),
    recurrentBias: cell.mode === 'gru' ? read('recurrentBias') : zeros(calls, [4 * H], type),
  };
  return [
    ...[inputs, state('initialHidden')],
    cell.mode === 'lstm' ? state('initialCell') : zeros(calls, [], type),
    packParameters(calls, cell, parameters, { I, H }, type),
    calls.make([B], new Int32Array(B).fill(T)),
  ];
}
