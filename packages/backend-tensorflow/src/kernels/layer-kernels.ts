import { GRU, LSTM, type RecurrentKernels } from '@longrange/ops/internal';
import type { KernelBackend, NamedTensorInfoMap, TensorInfo } from '@tensorflow/tfjs-core';
import type { OutputMetadata } from '../addon.ts';
import { Calls, type Handle, type KernelTable } from '../calls.ts';
import {
  type Arithmetic,
  add,
  gather,
  matMul,
  narrow,
  oneHot,
  reshape,
  widen,
  zeros,
} from '../operations.ts';
import { blockLstm, blockLstmGradient } from './block-lstm.ts';
import { CUDNN_GRU, CUDNN_LSTM, type CudnnCell, cudnnRnn, cudnnRnnGradient } from './cudnn-rnn.ts';
import { type LayerCall, type LayerGradients, savedNames } from './layer-call.ts';
import { stepLstm, stepLstmGradient } from './step-lstm.ts';

/** TensorFlow operation that computes a whole layer. */
interface LayerOperation {
  readonly kernels: RecurrentKernels;
  /** Returns outputs, final state, and what the gradient needs. */
  forward(call: LayerCall): TensorInfo[];
  /** @param by gradients to compute besides those of weights and states */
  gradient(call: LayerCall, by: readonly string[]): LayerGradients;
}

/** Chooses the LSTM of a processor: BlockLSTMV2 lacks bfloat16. Its gradient is slow, but rounds once where float16 is only simulated. */
function onProcessor({ type, rounded }: Arithmetic): LayerOperation {
  if (type === 'bfloat16') return { kernels: LSTM, forward: stepLstm, gradient: stepLstmGradient };
  const gradient = rounded === 'float32' ? stepLstmGradient : blockLstmGradient;
  return { kernels: LSTM, forward: blockLstm, gradient };
}

const onGpu: readonly LayerOperation[] = [cudnnLayer(LSTM, CUDNN_LSTM), cudnnLayer(GRU, CUDNN_GRU)];

/** Returns the kernels of recurrent layers on a device. */
export function layerKernels(device: 'CPU' | 'GPU', arithmetic: Arithmetic): KernelTable {
  const operations = device === 'GPU' ? onGpu : [onProcessor(arithmetic)];
  return Object.assign({}, ...operations.map((operation) => kernelsOf(operation, arithmetic)));
}

function cudnnLayer(kernels: RecurrentKernels, cell: CudnnCell): LayerOperation {
  return {
    kernels,
    forward: (call) => cudnnRnn(cell, call),
    gradient: (call) => cudnnRnnGradient(cell, call, savedNames(kernels, 4)),
  };
}

function kernelsOf(operation: LayerOperation, arithmetic: Arithmetic): KernelTable {
  const { from, weights, states } = operation.kernels;
  const run =
    (source: Source, by: readonly string[] | null) => (tensors: NamedTensorInfoMap, backend: KernelBackend) =>
      Calls.within(backend, (calls) => {
        const { type } = arithmetic;
        const operand = (handle: Handle): Handle => narrow(calls, handle, arithmetic);
        const read = (name: string): Handle => operand(calls.of(tensors[name]!));
        const wide = (result: OutputMetadata): OutputMetadata => widen(calls, result, arithmetic);
        const call = { calls, tensors, type, read, narrow: operand, wide };
        const whole = { ...call, ...source(call) };
        if (by === null) return operation.forward(whole);
        const gradients = operation.gradient(whole, by);
        return [...by, ...weights, ...states].map((name) => calls.give(gradients[name]!));
      });
  return {
    [from.inputs.forward]: run(fromInputs, null),
    [from.inputs.gradient]: run(fromInputs, ['inputs', 'kernel', 'bias']),
    [from.tokens.forward]: run(fromTokens, null),
    // The table replaces the kernel.
    [from.tokens.gradient]: run(fromTokens, ['kernel']),
  };
}

type Source = (
  call: Omit<LayerCall, 'layer' | 'preactivations' | 'sizes'>,
) => Pick<LayerCall, 'layer' | 'preactivations' | 'sizes'>;

const fromInputs: Source = ({ calls, tensors, type, read, wide }) => {
  const [T, B, I] = tensors.inputs!.shape as [number, number, number];
  const layer = { inputs: read('inputs'), kernel: read('kernel'), bias: read('bias') };
  return {
    layer,
    sizes: { T, B, I, H: unitsOf(tensors) },
    preactivations() {
      const rows = reshape(calls, layer.inputs, [T * B, I], type).id;
      const product = wide(matMul(calls, rows, layer.kernel, type)).id;
      return add(calls, product, calls.of(tensors.bias!), 'float32');
    },
  };
};

/** Selects rows of the table by a product with one-hot rows, whose gradient is then the table's. */
const fromTokens: Source = ({ calls, tensors, type, read }) => {
  const [T, B] = tensors.tokens!.shape as [number, number];
  const [I, width] = tensors.table!.shape as [number, number];
  const tokens = calls.of(tensors.tokens!);
  return {
    layer: {
      inputs: oneHot(calls, tokens, I, type),
      kernel: read('table'),
      bias: zeros(calls, [width], type),
    },
    sizes: { T, B, I, H: unitsOf(tensors) },
    preactivations: () => gather(calls, calls.of(tensors.table!), tokens, 'float32'),
  };
};

function unitsOf(tensors: NamedTensorInfoMap): number {
  return tensors.recurrentKernel!.shape[0]!;
}
