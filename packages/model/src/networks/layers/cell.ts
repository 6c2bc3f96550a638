import type { GenerateNetwork, RecurrentResult, RecurrentSource, RecurrentWeights } from '@longrange/ops';
import type { Tensor1D, Tensor2D, Tensor3D } from '@tensorflow/tfjs-core';
import type { LayerState } from '../../model-state.ts';
import type {
  GateSpecification,
  LayerActivity,
  NetworkExporters,
  ParameterSpecification,
} from '../network.ts';

/** Parameters of a layer by their names within the cell. */
export type CellParameters = (name: string) => Tensor2D;

/** Computation of one layer of a stack, of which `recurrentStack` makes a network. All tensors are time-major: `[T, B, …]`. */
export interface RecurrentCell<State extends LayerState = LayerState> {
  /** Description of its memory in one line, for lists of networks. */
  readonly summary?: string;
  /** Prefix of the layers' names, as Keras numbers them: `lstm`, `lstm_1`, … */
  readonly layerName: string;
  /** Numbers per unit that are kept for each character for the backward pass: gates, states, outputs. */
  readonly activations: number;
  /** Returns the parameters of a layer in Keras' order, among them `kernel` [I, …] and `recurrent_kernel` [H, …], which `forward` receives. */
  parameters(inputSize: number, units: number): readonly ParameterSpecification[];
  /** Returns the biases [gates × H] of the inputs and, if the cell has one, of the hidden state. */
  biases(parameters: CellParameters): { readonly input: Tensor1D; readonly recurrent?: Tensor1D };
  /** Computes a layer from its inputs, or, as a first layer, from tokens of which each selects its row of the table, embedding × kernel + bias. */
  forward(source: RecurrentSource, weights: RecurrentWeights, state: State): RecurrentResult<State>;
  /** Returns the empty state of `batchSize` sequences. */
  zeroState(batchSize: number, units: number): State;
  /** Shows gates and states. Without it, the outputs are shown as states, and no gates. */
  readonly tracer?: CellTracer;
  /**
   * Fixes a unit's gates and candidate in place, so that its output is the same at every step, up to an output gate.
   *
   * @param parameters row-major values of the layer's parameters by name
   * @param value value that its state (LSTM: its cell) is to hold
   * @returns factor by which the unit's outgoing weights must be multiplied
   */
  clamp(parameters: (name: string) => Float32Array, units: number, unit: number, value: number): number;
  /** Weights as a generation kernel of `ops` takes them. Without it, texts are generated step by step. */
  readonly generation?: CellGeneration;
  /** Class of the layer in Keras 3, with its own options there. */
  readonly keras?: { readonly className: string; readonly options: Readonly<Record<string, unknown>> };
  /** Additional options in TensorFlow.js layers format. */
  readonly topology?: Readonly<Record<string, unknown>>;
  /** Operator in ONNX. */
  readonly onnx?: Omit<NonNullable<NetworkExporters['onnx']>, 'layerName'>;
}

/** Shows the internals of a kind of recurrent layer. */
export interface CellTracer {
  /** Gates, each between 0 and 1. */
  readonly gates: readonly GateSpecification[];
  /**
   * Computes the same as the cell's `forward`, with the activity inside.
   *
   * @param inputs [T, B, I] float32
   */
  trace(inputs: Tensor3D, parameters: CellParameters, state: LayerState): CellTrace;
}

/** Result of a layer, with its activity. */
export type CellTrace = RecurrentResult<LayerState> & LayerActivity;

export interface CellGeneration {
  /** Name of the kernel that computes the cell. */
  readonly kernel: GenerateNetwork['cell'];
  /** Rearranges [N, gates × H] into the four blocks of `GenerateNetwork`, [N, 4H], for the input from below or from the step before. */
  blocks(part: 'input' | 'recurrent', weights: Tensor2D): Tensor2D;
}

/** Pre-activation at which a sigmoid is 0 or 1, and tanh 1, to the last bit of float32. */
export const SATURATED = 40;

/**
 * Makes blocks of a unit constant, in place: its columns in the kernels become zero, which leaves only the bias.
 *
 * @param kernels rows × (blocks × H), row-major
 * @param bias blocks × H, of the inputs
 * @param preactivations new bias by block
 */
export function fixBlocks(
  kernels: readonly Float32Array[],
  bias: Float32Array,
  { blocks, units, unit }: { readonly blocks: number; readonly units: number; readonly unit: number },
  preactivations: Readonly<Record<number, number>>,
): void {
  for (const [block, preactivation] of Object.entries(preactivations)) {
    const column = Number(block) * units + unit;
    for (const kernel of kernels) {
      for (let at = column; at < kernel.length; at += blocks * units) kernel[at] = 0;
    }
    bias[column] = preactivation;
  }
}

/** atanh of the value, limited to what tanh can reach in float32. */
export function inverseTanh(value: number): number {
  return Math.atanh(Math.max(-1 + 1e-6, Math.min(1 - 1e-6, value)));
}
