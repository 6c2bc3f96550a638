import type { OutputMetadata } from '../addon.ts';
import type { Calls, Handle } from '../calls.ts';
import { concat, type ElementType, gatherRows, reshape, slice, transpose } from '../operations.ts';

/** A kind of layer as cuDNN has it. */
export interface CudnnCell {
  readonly mode: 'lstm' | 'gru';
  /** cuDNN's gates among ours: LSTM i, f, c, o in both; GRU r, z, h there and z, r, h here. */
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
  /** [gates × H] each; a GRU adds the second before its reset gate, for an LSTM it is zero. */
  readonly bias: Value;
  readonly recurrentBias: Value;
}

const NAMES = ['kernel', 'recurrentKernel', 'bias', 'recurrentBias'] as const;

/**
 * All parameters in cuDNN's one buffer (`cudnnGetRNNWeightParams`, as TensorFlow's operations take it): the matrices of all gates for the
 * inputs, those for the hidden state, each [H, rows], then the biases in the same order.
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

/** The way back, which gradients take. */
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

/** Of one gate's matrix; a bias counts as one. */
function rowsOf(name: (typeof NAMES)[number], I: number, H: number): number {
  return { kernel: I, recurrentKernel: H, bias: 1, recurrentBias: 1 }[name];
}

function isBias(name: (typeof NAMES)[number]): boolean {
  return name === 'bias' || name === 'recurrentBias';
}
