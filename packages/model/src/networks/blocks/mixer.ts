import type { Tensor3D } from '@tensorflow/tfjs-core';
import type { LayerState } from '../../model-state.ts';
import type { GateSpecification, NetworkParameters, ParameterSpecification } from '../network.ts';
import type { BlockOptions } from './options.ts';

/** What a mixer computes with. */
export interface MixerPass<Options> {
  readonly options: Options;
  /** The mixer's own, by their names in `Mixer.parameters`. */
  readonly parameters: NetworkParameters;
  /** Before the first character. */
  readonly state: LayerState;
}

/** What a mixer gives. */
export interface Mixed {
  /** [T, B, U]; the block gates and projects it. */
  readonly outputs: Tensor3D;
  /** After the last character. */
  readonly final: LayerState;
  /** [T, B, gates × U] after their activations, where it has gates to show. */
  readonly gates?: Tensor3D;
}

/** The part of a residual block that carries something from one character to the next: all in which families of block networks differ. */
export interface Mixer<Options extends BlockOptions = BlockOptions> {
  /** Its parameters in one block, in the order of their file. */
  parameters(options: Options): readonly ParameterSpecification[];
  /** The state of `batchSize` sequences before their first character: zeros, the batch on axis 0. */
  initialState(options: Options, batchSize: number): LayerState;
  /** Numbers that a character keeps for the way back, beside what every block keeps. */
  activations(options: Options): number;
  /**
   * Reads, differentiable by inputs and parameters.
   *
   * @param inputs [T, B, E] float32, normalised and convolved
   */
  mix(inputs: Tensor3D, pass: MixerPass<Options>): Mixed;
  /** Where its outputs are what it carries: its gates, and how a unit of it is held at a value, in place. */
  readonly inspect?: {
    readonly gates: readonly GateSpecification[];
    /** As `NetworkInspection.clamp`, in one block. */
    clamp(parameters: (name: string) => Float32Array, options: Options, unit: number, value: number): void;
  };
}
