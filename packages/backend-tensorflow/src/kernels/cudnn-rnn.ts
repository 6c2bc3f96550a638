import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { OutputMetadata } from '../addon.ts';
import type { AttributeValue, Calls, Handle } from '../calls.ts';
import {
  concat,
  type ElementType,
  gatherRows,
  ofType,
  reshape,
  slice,
  transpose,
  zeros,
} from '../operations.ts';
import type { LayerCall, LayerGradients } from './layer-call.ts';

/** Kind of layer in cuDNN. */
export interface CudnnCell {
  readonly mode: 'lstm' | 'gru';
  /** Index in our order of each of cuDNN's gates: LSTM i, f, c, o in both; GRU r, z, h there and z, r, h here. */
  readonly gates: readonly number[];
}

export const CUDNN_LSTM: CudnnCell = { mode: 'lstm', gates: [0, 1, 2, 3] };
export const CUDNN_GRU: CudnnCell = { mode: 'gru', gates: [1, 0, 2] };

/** The parameters of a layer, each with a column for every unit of every gate. */
export interface CudnnParameters<Value> {
  /** [I, gates × H] */
  readonly kernel: Value;
  /** [H, gates × H] */
  readonly recurrentKernel: Value;
  /** [gates × H] each; a GRU adds the second before its reset gate, an LSTM has zeros there. */
  readonly bias: Value;
  readonly recurrentBias: Value;
}

const NAMES = ['kernel', 'recurrentKernel', 'bias', 'recurrentBias'] as const;

/**
 * Packs all parameters into cuDNN's single buffer (`cudnnGetRNNWeightParams`, as TensorFlow's operations take it): the matrices of all
 * gates for the inputs, those for the hidden state, each [H, rows], then the biases in the same order.
 */
export function packParameters(
  calls: Calls,
  { gates }: CudnnCell,
  parameters: CudnnParameters<Handle>,
  { I, H }: { readonly I: number; readonly H: number },
  type: ElementType,
): Handle {
  const parts = NAMES.map((name) => {
    const rows = rowsOf(name, I, H);
    const handle = isBias(name) ? parameters[name] : transpose(calls, parameters[name], type);
    const blocks = reshape(calls, handle, [gates.length, H * rows], type).id;
    return reshape(calls, gatherRows(calls, blocks, gates, type), [-1], type).id;
  });
  return concat(calls, parts, 0, type);
}

/** Inverse of `packParameters`, for gradients */
export function unpackParameters(
  calls: Calls,
  { gates }: CudnnCell,
  buffer: Handle,
  { I, H }: { readonly I: number; readonly H: number },
  type: ElementType,
): CudnnParameters<OutputMetadata> {
  const ours = gates.map((_, gate) => gates.indexOf(gate));
  let offset = 0;
  const parts = NAMES.map((name) => {
    const rows = rowsOf(name, I, H);
    const size = gates.length * H * rows;
    const part = slice(calls, buffer, [offset], [size], type).id;
    offset += size;
    const blocks = reshape(calls, part, [gates.length, H * rows], type).id;
    const ordered = gatherRows(calls, blocks, ours, type);
    const width = gates.length * H;
    if (isBias(name)) return [name, reshape(calls, ordered, [width], type)] as const;
    const matrix = reshape(calls, ordered, [width, rows], type).id;
    const shape = [rows, width];
    return [name, reshape(calls, transpose(calls, matrix, type), shape, type)] as const;
  });
  return Object.fromEntries(parts) as unknown as CudnnParameters<OutputMetadata>;
}

/** Rows of one gate's matrix; a bias counts as one. */
function rowsOf(name: (typeof NAMES)[number], I: number, H: number): number {
  return { kernel: I, recurrentKernel: H, bias: 1, recurrentBias: 1 }[name];
}

function isBias(name: (typeof NAMES)[number]): boolean {
  return name === 'bias' || name === 'recurrentBias';
}

/**
 * Runs a layer over a whole sequence by TensorFlow's CudnnRNNV3, which computes on NVIDIA GPUs. Returns the outputs, the final state, and
 * what else the gradient needs: cuDNN's reserved space, both on the GPU and on the host, and the final state before conversion.
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

/** Returns the gradients of all inputs of `cudnnRnn`. */
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

/** First operands of both operations: inputs, initial state, parameters, and lengths, which are the same for all sequences */
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
