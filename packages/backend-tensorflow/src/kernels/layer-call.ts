import type { RecurrentKernels } from '@longrange/ops/internal';
import type { NamedTensorInfoMap } from '@tensorflow/tfjs-core';
import type { OutputMetadata } from '../addon.ts';
import type { Calls, Handle } from '../calls.ts';
import type { ElementType } from '../operations.ts';

/** Inputs [T, B, I], kernel [I, gates × H] and bias [gates × H] of a layer, as handles of the type that it computes in. */
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

/** Arguments of a layer's forward and backward pass: its own parameters, and all tensors of the kernel by name, float32 */
export interface LayerCall {
  readonly calls: Calls;
  readonly layer: LayerHandles;
  readonly tensors: NamedTensorInfoMap;
  readonly sizes: Sizes;
  /** Type of the operations */
  readonly type: ElementType;
  /** Returns a tensor of the kernel, as an operand. */
  read(name: string): Handle;
  /** Converts an operand from float32 to `type`. */
  narrow(operand: Handle): Handle;
  /** Converts a result to float32. */
  wide(result: OutputMetadata): OutputMetadata;
  /** Returns [T × B, gates × H] float32: the contribution of the inputs to the gates, bias included. */
  preactivations(): Handle;
}

/** Gradients by the name of their tensor; `hidden` and `cell` are those of the initial state. */
export type LayerGradients = Readonly<Record<string, OutputMetadata>>;

/** Names under which the gradient kernel receives what the forward kernel saved. */
export function savedNames({ saved }: RecurrentKernels, count: number): string[] {
  return Array.from({ length: count }, (_, i) => saved[i] ?? `saved${i}`);
}
