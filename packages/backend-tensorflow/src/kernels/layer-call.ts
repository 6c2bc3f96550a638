import type { RecurrentKernels } from '@longrange/ops/backend';
import type { NamedTensorInfoMap } from '@tensorflow/tfjs-core';
import type { OutputMetadata } from '../addon.ts';
import type { Calls, Handle } from '../calls.ts';
import type { ElementType } from '../operations.ts';

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

/** Arguments of both directions of a layer: its own parameters, and all tensors of the kernel by name, float32 */
export interface LayerCall {
  readonly calls: Calls;
  readonly layer: LayerHandles;
  readonly tensors: NamedTensorInfoMap;
  readonly sizes: Sizes;
  /** Type of the operations */
  readonly type: ElementType;
  /** A tensor of the kernel, as an operand. */
  read(name: string): Handle;
  /** An operand of float32, as one of `type`. */
  narrow(operand: Handle): Handle;
  /** A result, as float32. */
  wide(result: OutputMetadata): OutputMetadata;
  /** [T × B, gates × H] float32: what the inputs give the gates, bias included. */
  preactivations(): Handle;
}

/** Gradients by what they are of; `hidden` and `cell` are the initial state's. */
export type LayerGradients = Readonly<Record<string, OutputMetadata>>;

/** Names of what a forward kernel has saved, as the gradient kernel is given them. */
export function savedNames({ saved }: RecurrentKernels, count: number): string[] {
  return Array.from({ length: count }, (_, i) => saved[i] ?? `saved${i}`);
}
