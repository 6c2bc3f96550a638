import type { GenerateNetwork, RecurrentResult } from '@longrange/ops';
import type { Tensor2D, Tensor3D } from '@tensorflow/tfjs-core';
import type { LayerState } from '../../model-state.ts';
import type {
  GateSpecification,
  LayerActivity,
  NetworkExporters,
  ParameterSpecification,
} from '../network.ts';

/** A layer's parameters by their names within the cell. */
export type CellParameters = (name: string) => Tensor2D;

/** What a layer of a stack computes from one character to the next: `recurrentStack` makes a network of it. All tensors are time-major: `[T, B, …]`. */
export interface RecurrentCell<State extends LayerState = LayerState> {
  /** Prefix of the layers' names, as Keras counts them: `lstm`, `lstm_1`, … */
  readonly layerName: string;
  /** Numbers of each unit that a character keeps for the way back: gates, states, outputs. */
  readonly activations: number;
  /** The parameters of a layer, in Keras' order. */
  parameters(inputSize: number, units: number): readonly ParameterSpecification[];
  /**
   * What each embedded character gives a first layer: embedding × kernel + bias.
   *
   * @param embedding [N, E] float32
   * @returns [N, gates × H] float32
   */
  tokenTable(embedding: Tensor2D, parameters: CellParameters): Tensor2D;
  /**
   * A first layer: each token picks its row of the table.
   *
   * @param tokens [T, B] int32
   * @param table [N, gates × H] float32
   */
  forwardTokens(
    tokens: Tensor2D,
    table: Tensor2D,
    parameters: CellParameters,
    state: State,
  ): RecurrentResult<State>;
  /**
   * A layer from its inputs.
   *
   * @param inputs [T, B, I] float32
   */
  forward(inputs: Tensor3D, parameters: CellParameters, state: State): RecurrentResult<State>;
  /** The empty state of `batchSize` sequences. */
  zeroState(batchSize: number, units: number): State;
  /** Shows gates and states, where there are any beside the outputs. */
  readonly tracer?: CellTracer;
  /**
   * Fixes a unit's gates and candidate, in place, so that it gives the same output at every step but for what an output gate makes of it.
   *
   * @param parameters values of the layer's parameters by their names, row-major
   * @param value what its state (LSTM: its cell) is to hold
   * @returns by what its weights in those that read it are to be multiplied for that
   */
  clamp(parameters: (name: string) => Float32Array, units: number, unit: number, value: number): number;
  /** Weights as a generation kernel of `ops` wants them. Without it texts are written step by step. */
  readonly generation?: CellGeneration;
  /** What a layer is called in Keras 3, with its own options there. */
  readonly keras?: { readonly className: string; readonly options: Readonly<Record<string, unknown>> };
  /** More options that TensorFlow.js layers format has. */
  readonly topology?: Readonly<Record<string, unknown>>;
  /** Its operator in ONNX. */
  readonly onnx?: Omit<NonNullable<NetworkExporters['onnx']>, 'layerName'>;
}

/** Looks inside a kind of recurrent layer. A cell without one shows its outputs as what it carries, and no gates. */
export interface CellTracer {
  /** The gates, each between 0 and 1. */
  readonly gates: readonly GateSpecification[];
  /**
   * What the cell's `forward` gives, with what goes on inside.
   *
   * @param inputs [T, B, I] float32
   */
  trace(inputs: Tensor3D, parameters: CellParameters, state: LayerState): CellTrace;
}

/** What a layer gives, and what goes on in it. */
export type CellTrace = RecurrentResult<LayerState> & LayerActivity;

export interface CellGeneration {
  /** Whose kernel computes the cell. */
  readonly kernel: GenerateNetwork['cell'];
  /** [N, gates × H] in the four blocks of `GenerateNetwork`, [N, 4H]: of what comes from below, or from the step before. */
  blocks(part: 'input' | 'recurrent', weights: Tensor2D): Tensor2D;
  /** The biases of both parts, [1, gates × H] each; the second only where the cell has one. */
  biases(parameters: CellParameters): { readonly input: Tensor2D; readonly recurrent?: Tensor2D };
}
