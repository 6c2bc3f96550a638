import type { Tensor, Tensor1D, Tensor2D, Tensor3D } from '@tensorflow/tfjs-core';
import { rmsNorm, silu, siluProduct, updateGate } from '../block-operations.ts';
import { causalConvolution } from '../causal-convolution.ts';
import {
  CAUSAL_CONVOLUTION,
  type FusedKernels,
  LINEAR_SCAN,
  RMS_NORM,
  SILU,
  SILU_PRODUCT,
  UPDATE_GATE,
} from '../fused.ts';
import { linearScan } from '../linear-scan.ts';
import { uniformTensor } from './numbers.ts';

/** An operation of a residual block as its tests run it, at one size. */
export interface TestedOperation {
  readonly kernels: FusedKernels;
  /** Shapes of all tensors of its kernels, by name */
  readonly shapes: { readonly [tensor: string]: readonly number[] };
  /** Maps `kernels.inputs` to `kernels.results`, in one list each */
  run(inputs: readonly Tensor[]): Tensor[];
}

/** All of them, for T steps of B sequences of D features; convolutions see W steps. */
export function testedOperations(
  T: number,
  B: number,
  D: number,
  W: number,
): Readonly<Record<string, TestedOperation>> {
  const [steps, state, history] = [
    [T, B, D],
    [B, D],
    [B, W - 1, D],
  ];
  return {
    rmsNorm: {
      kernels: RMS_NORM,
      shapes: { x: steps, gain: [D], outputs: steps },
      run: ([x, gain]) => [rmsNorm(x!, gain as Tensor1D)],
    },
    silu: {
      kernels: SILU,
      shapes: { x: steps, outputs: steps },
      run: ([x]) => [silu(x!)],
    },
    siluProduct: {
      kernels: SILU_PRODUCT,
      shapes: { gate: steps, x: steps, outputs: steps },
      run: ([gate, x]) => [siluProduct(gate!, x!)],
    },
    updateGate: {
      kernels: UPDATE_GATE,
      shapes: { update: steps, candidate: steps, keep: steps, input: steps },
      run: ([update, candidate]) => Object.values<Tensor>({ ...updateGate(update!, candidate!) }),
    },
    causalConvolution: {
      kernels: CAUSAL_CONVOLUTION,
      shapes: { x: steps, kernel: [W, D], history, outputs: steps, final: history },
      run: ([x, kernel, before]) => {
        const { outputs, final } = causalConvolution(x as Tensor3D, kernel as Tensor2D, before as Tensor3D);
        return [outputs, final];
      },
    },
    linearScan: {
      kernels: LINEAR_SCAN,
      shapes: { keep: steps, input: steps, initial: state, outputs: steps, final: state },
      run: ([keep, input, initial]) => {
        const { outputs, final } = linearScan(keep as Tensor3D, input as Tensor3D, initial as Tensor2D);
        return [outputs, final];
      },
    },
  };
}

/** Inputs of an operation, in the order of its kernels. */
export function operationInputs({ kernels, shapes }: TestedOperation): Tensor[] {
  return kernels.inputs.map((name, i) => uniformTensor([...shapes[name]!], 41 + i));
}
