import {
  addN,
  grads,
  mul,
  type Scalar,
  sum,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  tensor,
} from '@tensorflow/tfjs-core';
import { rmsNorm, silu, siluProduct, updateGate } from '../block-operations.ts';
import { causalConvolution } from '../causal-convolution.ts';
import { counterRandom } from '../dropout.ts';
import {
  CAUSAL_CONVOLUTION,
  type FusedKernels,
  GRU,
  LINEAR_SCAN,
  LSTM,
  RMS_NORM,
  RNN,
  SILU,
  SILU_PRODUCT,
  UPDATE_GATE,
} from '../fused.ts';
import type { GenerateNetwork } from '../generate.ts';
import { gru } from '../gru.ts';
import { linearScan } from '../linear-scan.ts';
import { lstm } from '../lstm.ts';
import type { LstmState } from '../recurrent.ts';
import { rnn } from '../rnn.ts';
import { uniformTensor } from './numbers.ts';

type Tensors = Readonly<Record<string, Tensor>>;
type Shapes = Readonly<Record<string, readonly number[]>>;

/** Operation to be tested, at one size. */
export interface OperationCase {
  readonly kernels: FusedKernels;
  /** Shapes of all tensors of its kernels, by name */
  readonly shapes: Shapes;
  /** Differentiable inputs, by name */
  readonly inputs: Tensors;
  /** Returns the results in the order of the kernels. */
  run(inputs: Tensors): Tensor[];
}

/** Returns a scalar that depends on every element of every tensor in a different way. */
export function weightedSum(tensors: readonly Tensor[]): Scalar {
  const sums = tensors.map((one, i) => sum(mul(one, uniformTensor(one.shape, 21 + i))));
  return addN(sums) as Scalar;
}

/** Loss as a function of a case's inputs, in their order. */
export const lossOf =
  ({ inputs, run }: OperationCase) =>
  (...tensors: Tensor[]): Scalar =>
    weightedSum(run(Object.fromEntries(Object.keys(inputs).map((name, i) => [name, tensors[i]!]))));

/** Returns the results and the gradients of every input. */
export function resultsAndGradients(one: OperationCase): Tensor[] {
  return [...one.run(one.inputs), ...grads(lossOf(one))(Object.values(one.inputs))];
}

/** Kernels and function of each recurrent layer, by cell. */
const layers = {
  lstm: { kernels: LSTM, layer: lstm },
  gru: { kernels: GRU, layer: gru },
  rnn: { kernels: RNN, layer: rnn },
} as const;
export type Cell = keyof typeof layers;
export type Source = 'preactivations' | 'tokens' | 'inputs';

/** Makes a case of a recurrent layer with V characters or I = 5 inputs, and nonzero states. */
export function layerCase(
  cell: Cell,
  source: Source,
  { T, B, H, V = 7 }: Readonly<Record<'B' | 'H' | 'T', number>> & { readonly V?: number },
): OperationCase {
  const { kernels, layer } = layers[cell];
  const [N, state] = [kernels.gates * H, [B, H]];
  const shapes = {
    preactivations: [T, B, N],
    tokens: [T, B],
    table: [V, N],
    inputs: [T, B, 5],
    kernel: [5, N],
    bias: [N],
    recurrentKernel: [H, N],
    recurrentBias: [N],
    initialHidden: state,
    initialCell: state,
    outputs: [T, B, H],
    finalHidden: state,
    finalCell: state,
    gates: [T, B, 4 * H],
    cells: [T, B, H],
  };
  const seeds: Readonly<Record<string, readonly [seed: number, scale?: number]>> = {
    preactivations: [1, 2],
    table: [6, 2],
    inputs: [8, 2],
    kernel: [9, 0.5],
    bias: [10, 0.5],
    recurrentKernel: [2, 1.5 / Math.sqrt(H)],
    recurrentBias: [7],
    initialHidden: [3, 0.9],
    initialCell: [4, 1.5],
  };
  const { [source]: form } = kernels.from;
  const named = form.inputs.filter((name) => name !== 'tokens') as (keyof typeof shapes)[];
  const tokens = tensor(
    Int32Array.from({ length: T * B }, (_, i) => counterRandom(i, 5) % V),
    [T, B],
    'int32',
  );
  return {
    kernels: form,
    shapes,
    inputs: Object.fromEntries(named.map((name) => [name, uniformTensor(shapes[name], ...seeds[name]!)])),
    run(given) {
      const all = source === 'tokens' ? { ...given, tokens } : given;
      const initial = { hidden: given.initialHidden, cell: given.initialCell };
      const { outputs, final } = layer(all as never, all as never, initial as never);
      return [outputs, ...Object.values<Tensor>({ ...final })];
    },
  };
}

/** Makes cases of all layers with all sources. */
export function layerCases(size: Parameters<typeof layerCase>[2]): Record<string, OperationCase> {
  const sources = Object.keys(LSTM.from) as Source[];
  return Object.fromEntries(
    (Object.keys(layers) as Cell[]).flatMap((cell) =>
      sources.map((source) => [`${cell} from ${source}`, layerCase(cell, source, size)]),
    ),
  );
}

/** Operations of residual blocks, except products and matrix states: T steps of B sequences of D features; convolutions see W steps. */
export function featureCases(T: number, B: number, D: number, W: number): Record<string, OperationCase> {
  const [steps, state, history] = [
    [T, B, D],
    [B, D],
    [B, W - 1, D],
  ];
  const one = (
    kernels: FusedKernels,
    shapes: Shapes,
    run: (...inputs: never[]) => Tensor | object,
  ): OperationCase => ({
    kernels,
    shapes,
    inputs: Object.fromEntries(
      kernels.inputs.map((name, i) => [name, uniformTensor([...shapes[name]!], 41 + i)]),
    ),
    run(inputs) {
      const result = run(...(kernels.inputs.map((name) => inputs[name]!) as never[]));
      return 'dataId' in result ? [result as Tensor] : Object.values<Tensor>({ ...result });
    },
  });
  const outputs = steps;
  return {
    rmsNorm: one(RMS_NORM, { x: steps, gain: [D], outputs }, rmsNorm),
    silu: one(SILU, { x: steps, outputs }, silu),
    siluProduct: one(SILU_PRODUCT, { gate: steps, x: steps, outputs }, siluProduct),
    updateGate: one(UPDATE_GATE, { update: steps, candidate: steps, keep: steps, input: steps }, updateGate),
    causalConvolution: one(
      CAUSAL_CONVOLUTION,
      { x: steps, kernel: [W, D], history, outputs, final: history },
      causalConvolution,
    ),
    linearScan: one(
      LINEAR_SCAN,
      { keep: steps, input: steps, initial: state, outputs, final: state },
      linearScan,
    ),
  };
}

/** Network of two LSTM layers of H units over V characters, and the state of the B sequences that it continues. */
export function writingCase(
  V: number,
  H: number,
  B: number,
): { network: GenerateNetwork; state: LstmState[] } {
  const matrix = (rows: number, seed: number) => uniformTensor<Tensor2D>([rows, 4 * H], seed);
  const network = {
    cell: 'lstm',
    table: matrix(V, 1),
    layers: [
      { recurrentKernel: matrix(H, 2) },
      { kernel: matrix(H, 3), bias: uniformTensor<Tensor1D>([4 * H], 4), recurrentKernel: matrix(H, 5) },
    ],
    denseKernel: uniformTensor<Tensor2D>([H, V], 6),
    denseBias: uniformTensor<Tensor1D>([V], 7),
  } as const;
  const state = [8, 9].map((seed) => ({
    hidden: uniformTensor<Tensor2D>([B, H], seed),
    cell: uniformTensor<Tensor2D>([B, H], seed + 2),
  }));
  return { network, state };
}
