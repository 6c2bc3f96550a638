import type { LstmResult, LstmState } from '@longrange/ops';
import type { Tensor2D, Tensor3D } from '@tensorflow/tfjs-core';
import type { Initializer } from '../initializers.ts';

export interface ParameterSpecification {
  /** Keras' name of the weight; within a cell without the layer's. */
  readonly name: string;
  readonly shape: readonly number[];
  readonly initializer: Initializer;
}

/** A layer's parameters by their names within the cell. */
export type CellParameters = (name: string) => Tensor2D;

/**
 * A kind of recurrent layer. A new one is a file beside `lstm.ts`, its name in `modelConfigSchema` and in `cells/index`.
 * All tensors are time-major: `[T, B, …]`.
 */
export interface RecurrentCell {
  /** Prefix of the layers' names, as Keras counts them: `lstm`, `lstm_1`, … */
  readonly layerName: string;
  parameters(inputSize: number, units: number): readonly ParameterSpecification[];
  /** What each character gives a first layer: embedding × kernel + bias, [V, gates × H]. */
  tokenTable(embedding: Tensor2D /* [V, E] */, parameters: CellParameters): Tensor2D;
  forwardTokens(
    tokens: Tensor2D /* int32 [T, B] */,
    table: Tensor2D /* [V, gates × H] */,
    parameters: CellParameters,
    state: LstmState,
  ): LstmResult;
  forward(inputs: Tensor3D /* [T, B, I] */, parameters: CellParameters, state: LstmState): LstmResult;
  /** What `forward` gives, with what goes on inside. */
  trace(inputs: Tensor3D /* [T, B, I] */, parameters: CellParameters, state: LstmState): CellTrace;
  /** The gates of `trace`, each between 0 and 1. */
  readonly gates: readonly GateSpecification[];
  zeroState(batchSize: number, units: number): LstmState;
  /** The layer in TensorFlow.js layers format, named `name`. */
  topology(name: string, units: number): LayerTopology;
}

export interface GateSpecification {
  readonly name: string;
  /** Which block of H columns of `CellTrace.gates` is this gate's. */
  readonly block: number;
  /** Whether the state before is multiplied by it, so that its mean tells how fast the state is forgotten. */
  readonly keepsState: boolean;
}

export interface CellTrace extends LstmResult {
  /** [T, B, blocks × H] float32, after their activations */
  readonly gates: Tensor3D;
  /** [T, B, H] float32: what the layer carries from one character to the next (LSTM: the cells). */
  readonly states: Tensor3D;
}

export interface LayerTopology {
  readonly class_name: string;
  readonly config: Readonly<Record<string, unknown>>;
}
