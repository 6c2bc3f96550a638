import {
  CAUSAL_CONVOLUTION,
  type FusedKernels,
  LINEAR_SCAN,
  RMS_NORM,
  RMS_NORM_EPSILON,
  SILU,
  SILU_PRODUCT,
  UPDATE_GATE,
} from '@longrange/ops/internal';
import { type TensorInfo, util } from '@tensorflow/tfjs-core';
import type { JobName } from '../jobs.ts';
import { sumOfRows } from './elementwise.ts';
import type { KernelCall, NamedKernel } from './kernel.ts';
import { matrixSizes, refuse, runNamedJob, sequenceSizes, shapeOf } from './operands.ts';

// Operations of residual blocks, except products.

/** Rows in a block of a gradient that is summed over rows: `BLOCK_ROWS` of assembly/. */
const BLOCK_ROWS = 64;

/** Kernels of an element-by-element operation on tensors of one shape. */
function elementByElement(kernels: FusedKernels, forward: JobName, gradient: JobName): NamedKernel[] {
  const gradients = (names: readonly string[]) => names.map((name) => `${name}Gradient`);
  const kernel =
    (job: JobName, inputs: readonly string[], outputs: readonly string[]) =>
    (call: KernelCall): TensorInfo[] => {
      const shape = shapeOf(call, inputs[0]!);
      const shapes = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, shape]));
      return runNamedJob(call, job, { size: util.sizeFromShape(shape) }, shapes(inputs), shapes(outputs));
    };
  return [
    [kernels.forward, kernel(forward, kernels.inputs, kernels.results)],
    [
      kernels.gradient,
      kernel(gradient, [...kernels.needs, ...gradients(kernels.results)], gradients(kernels.inputs)),
    ],
  ];
}

/** Number of blocks of that many rows: a gradient is summed block by block, so that it is the same for any number of threads. */
const blocksOf = (rows: number): number => Math.ceil(rows / BLOCK_ROWS);

function rmsNormSizes(call: KernelCall) {
  const shape = shapeOf(call, 'x');
  const D = shape.at(-1) ?? 0;
  if (D === 0) refuse(call, 'x', 'to have numbers along its last axis', `[${shape.join(', ')}]`);
  const N = util.sizeFromShape(shape) / D;
  return { shape, words: { N, D, epsilon: RMS_NORM_EPSILON } };
}

function rmsNorm(call: KernelCall): TensorInfo[] {
  const { shape, words } = rmsNormSizes(call);
  return runNamedJob(call, 'rmsNorm', words, { x: shape, gain: [words.D] }, { outputs: shape });
}

function rmsNormGradient(call: KernelCall): TensorInfo[] {
  const { shape, words } = rmsNormSizes(call);
  const { N, D } = words;
  const inputs = { x: shape, gain: [D], outputsGradient: shape };
  const partial = call.scratch(blocksOf(N) * D * 4);
  const byX = runNamedJob(call, 'rmsNormGradient', { ...words, partial }, inputs, { xGradient: shape });
  return [...byX, sumOfRows(call, blocksOf(N), [D], partial)];
}

function convolutionShapes(call: KernelCall) {
  const [T, B, D] = sequenceSizes(call, 'x');
  const [W] = matrixSizes(call, 'kernel');
  const [steps, past] = [
    [T, B, D],
    [B, W - 1, D],
  ];
  return { words: { T, B, D, W }, inputs: { x: steps, kernel: [W, D], history: past }, steps, past };
}

function causalConvolution(call: KernelCall): TensorInfo[] {
  const { words, inputs, steps, past } = convolutionShapes(call);
  return runNamedJob(call, 'causalConvolution', words, inputs, { outputs: steps, final: past });
}

function causalConvolutionGradient(call: KernelCall): TensorInfo[] {
  const { words, inputs, steps, past } = convolutionShapes(call);
  const { T, B, D, W } = words;
  const all = { ...inputs, outputsGradient: steps, finalGradient: past };
  const results = { xGradient: steps, historyGradient: past };
  const blocks = blocksOf((T + W - 1) * B);
  const partial = call.scratch(blocks * W * D * 4);
  const gradients = runNamedJob(call, 'causalConvolutionGradient', { ...words, partial }, all, results);
  const [byX, byHistory] = gradients as [TensorInfo, TensorInfo];
  return [byX, sumOfRows(call, blocks, [W, D], partial), byHistory];
}

function linearScan(call: KernelCall): TensorInfo[] {
  const [T, B, D] = sequenceSizes(call, 'keep');
  const [steps, state] = [
    [T, B, D],
    [B, D],
  ];
  const inputs = { keep: steps, input: steps, initial: state };
  return runNamedJob(call, 'linearScan', { T, N: B * D }, inputs, { outputs: steps, final: state });
}

function linearScanGradient(call: KernelCall): TensorInfo[] {
  const [T, B, D] = sequenceSizes(call, 'keep');
  const [steps, state] = [
    [T, B, D],
    [B, D],
  ];
  return runNamedJob(
    call,
    'linearScanGradient',
    { T, N: B * D },
    { keep: steps, initial: state, outputs: steps, outputsGradient: steps, finalGradient: state },
    { keepGradient: steps, inputGradient: steps, initialGradient: state },
  );
}

export const blockKernels: readonly NamedKernel[] = [
  ...elementByElement(SILU, 'silu', 'siluGradient'),
  ...elementByElement(SILU_PRODUCT, 'siluProduct', 'siluProductGradient'),
  ...elementByElement(UPDATE_GATE, 'updateGate', 'updateGateGradient'),
  [RMS_NORM.forward, rmsNorm],
  [RMS_NORM.gradient, rmsNormGradient],
  [CAUSAL_CONVOLUTION.forward, causalConvolution],
  [CAUSAL_CONVOLUTION.gradient, causalConvolutionGradient],
  [LINEAR_SCAN.forward, linearScan],
  [LINEAR_SCAN.gradient, linearScanGradient],
];
