import { GRU, LSTM, type RecurrentKernels } from '@longrange/ops';
import type { KernelBackend, NamedTensorInfoMap, TensorInfo } from '@tensorflow/tfjs-core';
import type { OutputMetadata } from '../addon.ts';
import { type Arithmetic, narrow, widen } from '../arithmetic.ts';
import { Calls, type Handle } from '../calls.ts';
import { type ElementType, oneHot, zeros } from '../operations.ts';
import { blockLstm, blockLstmGradient } from './block-lstm.ts';
import { CUDNN_GRU, CUDNN_LSTM, type CudnnCell } from './cudnn-parameters.ts';
import { cudnnRnn, cudnnRnnGradient } from './cudnn-rnn.ts';
import type { KernelTable } from './register-kernels.ts';

/** A layer's inputs [T, B, I], kernel [I, gates × H] and bias [gates × H], as handles of the type that it computes in. */
export interface LayerHandles {
  readonly inputs: Handle;
  readonly kernel: Handle;
  readonly bias: Handle;
}

/** Steps, sequences, inputs and units. */
export interface Sizes {
  readonly T: number;
  readonly B: number;
  readonly I: number;
  readonly H: number;
}

/** What both directions of a layer are given: its own parameters, and all tensors of the kernel by their names, float32. */
export interface LayerCall {
  readonly calls: Calls;
  readonly layer: LayerHandles;
  readonly tensors: NamedTensorInfoMap;
  readonly sizes: Sizes;
  /** What the operations compute in. */
  readonly type: ElementType;
  /** A tensor of the kernel, as an operand. */
  read(name: string): Handle;
  /** A result, as float32. */
  wide(result: OutputMetadata): OutputMetadata;
}

/** Gradients by what they are of; `hidden` and `cell` are the initial state's. */
export type LayerGradients = Readonly<Record<string, OutputMetadata>>;

/** An operation of TensorFlow that is a whole layer. */
interface LayerOperation {
  readonly kernels: RecurrentKernels;
  /** Outputs, final state, what the gradient needs. */
  forward(call: LayerCall): TensorInfo[];
  gradient(call: LayerCall): LayerGradients;
}

const onProcessor: readonly LayerOperation[] = [
  { kernels: LSTM, forward: blockLstm, gradient: blockLstmGradient },
];

const onGpu: readonly LayerOperation[] = [cudnnLayer(LSTM, CUDNN_LSTM), cudnnLayer(GRU, CUDNN_GRU)];

/** The kernels of recurrent layers on a device. BlockLSTMV2 knows no bfloat16: there a layer is composed of products, which do. */
export function layerKernels(device: 'CPU' | 'GPU', arithmetic: Arithmetic): KernelTable {
  if (device === 'CPU' && arithmetic.type === 'bfloat16') return {};
  const operations = device === 'GPU' ? onGpu : onProcessor;
  return Object.assign({}, ...operations.map((operation) => kernelsOf(operation, arithmetic)));
}

function cudnnLayer(kernels: RecurrentKernels, cell: CudnnCell): LayerOperation {
  return {
    kernels,
    forward: (call) => cudnnRnn(cell, call),
    gradient: (call) => cudnnRnnGradient(cell, call, savedNames(kernels, 4)),
  };
}

/** Names of what a forward kernel has saved, as the gradient kernel is given them. */
export function savedNames({ saved }: RecurrentKernels, count: number): string[] {
  return Array.from({ length: count }, (_, i) => saved[i] ?? `saved${i}`);
}

function kernelsOf(operation: LayerOperation, arithmetic: Arithmetic): KernelTable {
  const { kernels } = operation;
  const { weights, states } = kernels;
  const run =
    (source: Source, by: readonly string[] | null) => (tensors: NamedTensorInfoMap, backend: KernelBackend) =>
      Calls.within(backend, (calls) => {
        const { type } = arithmetic;
        const read = (name: string): Handle => narrow(calls, calls.of(tensors[name]!), arithmetic);
        const wide = (result: OutputMetadata): OutputMetadata => widen(calls, result, arithmetic);
        const call = { calls, tensors, type, read, wide, ...source(calls, tensors, type, read) };
        if (by === null) return operation.forward(call);
        const gradients = operation.gradient(call);
        return [...by, ...weights, ...states].map((name) => calls.give(gradients[name]!));
      });
  return {
    [kernels.forwardFromInputs]: run(fromInputs, null),
    [kernels.gradientFromInputs]: run(fromInputs, ['inputs', 'kernel', 'bias']),
    [kernels.forwardFromTokens]: run(fromTokens, null),
    // That of the table, which is the kernel there.
    [kernels.gradientFromTokens]: run(fromTokens, ['kernel']),
  };
}

type Source = (
  calls: Calls,
  tensors: NamedTensorInfoMap,
  type: ElementType,
  read: LayerCall['read'],
) => Pick<LayerCall, 'layer' | 'sizes'>;

const fromInputs: Source = (_calls, tensors, _type, read) => {
  const [T, B, I] = tensors.inputs!.shape as [number, number, number];
  return {
    layer: { inputs: read('inputs'), kernel: read('kernel'), bias: read('bias') },
    sizes: { T, B, I, H: unitsOf(tensors) },
  };
};

/** Rows of a table are a product, too: with rows that are 1 where the token stands. Its gradient is then that of the table. */
const fromTokens: Source = (calls, tensors, type, read) => {
  const [T, B] = tensors.tokens!.shape as [number, number];
  const [I, width] = tensors.table!.shape as [number, number];
  return {
    layer: {
      inputs: oneHot(calls, calls.of(tensors.tokens!), I, type),
      kernel: read('table'),
      bias: zeros(calls, [width], type),
    },
    sizes: { T, B, I, H: unitsOf(tensors) },
  };
};

function unitsOf(tensors: NamedTensorInfoMap): number {
  return tensors.recurrentKernel!.shape[0]!;
}
