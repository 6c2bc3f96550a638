import type { TensorInfo } from '@tensorflow/tfjs-core';
import { GRU, LSTM, type RecurrentKernels, RNN, stateInput } from '../kernels.ts';
import type { RecurrentDimensions } from './dimensions.ts';
import { gruBackward, gruForward } from './gru.ts';
import { floats, integers, type KernelCall, make, type ReferenceKernel } from './kernel-call.ts';
import { lstmBackward, lstmForward } from './lstm.ts';
import { rnnBackward, rnnForward } from './rnn.ts';

/** The values of a float32 input of a kernel. */
type Read = (name: string) => Float32Array;

/** A layer's two plain functions, which name what they give as the kernels' tensors are named. */
interface ReferenceCell {
  readonly kernels: RecurrentKernels;
  forward(x: Float32Array, read: Read, size: RecurrentDimensions): object;
  backward(read: Read, size: RecurrentDimensions): object;
}

const hiddenGradient = (read: Read) => ({
  outputs: read('outputsGradient'),
  finalHidden: read('finalHiddenGradient'),
});

const cells: readonly ReferenceCell[] = [
  {
    kernels: LSTM,
    forward: (x, read, size) =>
      lstmForward(x, read('recurrentKernel'), read('initialHidden'), read('initialCell'), size),
    backward: (read, size) =>
      lstmBackward(
        { ...hiddenGradient(read), finalCell: read('finalCellGradient') },
        { outputs: read('outputs'), gates: read('gates'), cells: read('cells') },
        read('recurrentKernel'),
        read('initialHidden'),
        read('initialCell'),
        size,
      ),
  },
  {
    kernels: GRU,
    forward: (x, read, size) =>
      gruForward(x, read('recurrentKernel'), read('recurrentBias'), read('initialHidden'), size),
    backward: (read, size) =>
      gruBackward(
        hiddenGradient(read),
        { outputs: read('outputs'), gates: read('gates') },
        read('recurrentKernel'),
        read('initialHidden'),
        size,
      ),
  },
  {
    kernels: RNN,
    forward: (x, read, size) => rnnForward(x, read('recurrentKernel'), read('initialHidden'), size),
    backward: (read, size) =>
      rnnBackward(
        hiddenGradient(read),
        { outputs: read('outputs') },
        read('recurrentKernel'),
        read('initialHidden'),
        size,
      ),
  },
];

/** The plain kernels of all recurrent layers, by name. */
export const recurrentKernels: Readonly<Record<string, ReferenceKernel>> = Object.assign(
  {},
  ...cells.map(kernelsOf),
);

function kernelsOf(cell: ReferenceCell): Record<string, ReferenceKernel> {
  const { kernels } = cell;
  return {
    [kernels.forward]: (call) =>
      forward(cell, call, floats(call, 'preactivations'), sizeOf(call, 'preactivations')),
    [kernels.forwardFromTokens]: (call) => {
      const size = sizeOf(call, 'tokens');
      const x = gatherRows(floats(call, 'table'), integers(call, 'tokens'), kernels.gates * size.H);
      return forward(cell, call, x, size);
    },
    [kernels.gradient]: (call) => {
      const { T, B, H } = sizeOf(call, 'outputs');
      const { preactivations, others } = backward(cell, call);
      return [make(call, preactivations, [T, B, kernels.gates * H]), ...others];
    },
    [kernels.gradientFromTokens]: (call) => {
      const [V, width] = call.inputs.table!.shape as [number, number];
      const { preactivations, others } = backward(cell, call);
      const table = scatterRows(preactivations, integers(call, 'tokens'), V, width);
      return [make(call, table, [V, width]), ...others];
    },
  };
}

function sizeOf({ inputs }: KernelCall, sequence: string): RecurrentDimensions {
  const [T, B] = inputs[sequence]!.shape as [number, number];
  return { T, B, H: inputs.recurrentKernel!.shape[0]! };
}

function forward(
  cell: ReferenceCell,
  call: KernelCall,
  x: Float32Array,
  size: RecurrentDimensions,
): TensorInfo[] {
  const { T, B, H } = size;
  const values = cell.forward(x, (name) => floats(call, name), size) as Record<string, Float32Array>;
  const sequences = { hidden: values.outputs!, cell: values.cells! };
  return [
    make(call, values.outputs!, [T, B, H]),
    ...cell.kernels.states.map((state) => make(call, sequences[state].slice((T - 1) * B * H), [B, H])),
    ...cell.kernels.saved.map((name) => {
      const saved = values[name]!;
      return make(call, saved, [T, B, saved.length / (T * B)]);
    }),
  ];
}

/** Gradients by the pre-activations as values; by the weights and the initial state as tensors. */
function backward(cell: ReferenceCell, call: KernelCall) {
  const { weights, states } = cell.kernels;
  const size = sizeOf(call, 'outputs');
  const gradients = cell.backward((name) => floats(call, name), size) as Record<string, Float32Array>;
  const names = [...weights, ...states.map((state) => stateInput('initial', state))];
  const others = names.map((name) => make(call, gradients[name]!, call.inputs[name]!.shape));
  return { preactivations: gradients.preactivations!, others };
}

/** Rows of `table` (V, width) picked by `tokens` (T, B) → (T, B, width). */
function gatherRows(table: Float32Array, tokens: Int32Array, width: number): Float32Array {
  const rows = new Float32Array(tokens.length * width);
  tokens.forEach((token, row) => {
    rows.set(table.subarray(token * width, (token + 1) * width), row * width);
  });
  return rows;
}

function scatterRows(rows: Float32Array, tokens: Int32Array, V: number, width: number): Float32Array {
  const table = new Float64Array(V * width);
  tokens.forEach((token, row) => {
    for (let j = 0; j < width; j++) table[token * width + j]! += rows[row * width + j]!;
  });
  return Float32Array.from(table);
}
