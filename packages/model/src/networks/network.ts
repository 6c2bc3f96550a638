import type { GenerateNetwork } from '@longrange/ops';
import type { Tensor2D, Tensor3D } from '@tensorflow/tfjs-core';
import type { z } from 'zod';
import type { Initializer } from '../initializers.ts';
import type { ModelState } from '../model-state.ts';

/** Name, shape and initial values of a parameter. */
export interface ParameterSpecification {
  /** Layer and weight, by Keras' names if it has them: `lstm/kernel`. */
  readonly name: string;
  /** Shape, as TensorFlow.js denotes it. */
  readonly shape: readonly number[];
  /** Returns the initial values, row-major float32. */
  readonly initializer: Initializer;
}

/** Parameters by name. */
export type NetworkParameters = (name: string) => Tensor2D;

/** Options that every network has, besides its own. */
export interface NetworkOptions {
  /** E: size of the vector that represents a character. */
  readonly embeddingSize: number;
  /** L: layers or blocks. */
  readonly layers: number;
  /** H: size of each layer's output, or of what its mixer carries. */
  readonly units: number;
  /** Share of outputs that are set to zero during training. */
  readonly dropout: number;
}

/** Input of a network: characters with the table of their inputs, or embedded characters. All time-major. */
export type NetworkSource =
  | {
      /** [T, B] int32 */
      readonly tokens: Tensor2D;
      /** Result of `Network.tokenTable`. */
      readonly table: Tensor2D;
    }
  | {
      /** [T, B, E] float32 */
      readonly embedded: Tensor3D;
    };

/** Everything that a network computes with. */
export interface NetworkPass<Options> {
  readonly options: Options;
  readonly parameters: NetworkParameters;
  /** State before the first character. */
  readonly state: ModelState;
  /** Applies dropout during training; `place` numbers the places, so that each draws its own mask. */
  readonly dropOut: (outputs: Tensor3D, place: number) => Tensor3D;
}

/** Input of the output layer, and the state after the last character. */
export interface NetworkResult {
  /** [T, B, F] float32, F = `outputSize` */
  readonly outputs: Tensor3D;
  /** State of the same form as that of `initialState`. */
  readonly state: ModelState;
}

/**
 * Everything between the embedding of a character and the output layer, without tensors of its own. Folders beside this file hold the
 * built-in networks; `registerNetwork` adds another. Using an optional part that a network lacks is an error that says so.
 */
export interface Network<Options extends NetworkOptions = NetworkOptions, Name extends string = string> {
  /** Name in the configuration: `network=lstm`. */
  readonly name: Name;
  /** Name in sentences: `LSTM`. */
  readonly title: string;
  /** Description of its memory in one line, for lists of networks. */
  readonly summary?: string;
  /** Parts that `layers` counts. A preset's sizes are for recurrent layers; blocks have their own. */
  readonly consistsOf: 'layers' | 'blocks';
  /** Options with ranges, defaults and meanings, including those of `NetworkOptions`. */
  readonly options: z.ZodObject;
  /** Returns the parameters in the order of their file. */
  parameters(options: Options): readonly ParameterSpecification[];
  /** Returns F, the size of the output layer's input for each character. */
  outputSize(options: Options): number;
  /** Returns a lower bound of the numbers kept per character for the backward pass; training too large for memory is rejected based on it. */
  activations(options: Options): number;
  /** Returns the state of `batchSize` sequences before their first character: zeros. */
  initialState(options: Options, batchSize: number): ModelState;
  /**
   * Computes the network's input for each possible character, once for all characters that are read, as a new tensor.
   *
   * @param embedding [N, E] float32
   */
  tokenTable(embedding: Tensor2D, pass: Pick<NetworkPass<Options>, 'options' | 'parameters'>): Tensor2D;
  /** Reads characters, differentiably with respect to parameters, table and embedded characters. */
  forward(source: NetworkSource, pass: NetworkPass<Options>): NetworkResult;
  /** Weights as the kernel that generates whole texts takes them. Without it, texts are generated step by step. */
  readonly generation?: NetworkGeneration<Options>;
  /** Inspection of units. Without it, units are not measured. */
  readonly inspect?: NetworkInspection<Options>;
  /** Names of the layers in other programs. Models are not written in formats without an entry. */
  readonly exporters?: NetworkExporters<Options>;
}

/** Returns the recurrent layers as a kernel of `generate` in `@longrange/ops` takes them. All tensors are new. */
export type NetworkGeneration<Options> = (
  tokenTable: Tensor2D,
  pass: Pick<NetworkPass<Options>, 'options' | 'parameters'>,
) => Pick<GenerateNetwork, 'cell' | 'table' | 'layers'>;

/** Gate of a layer. */
export interface GateSpecification {
  /** `input`, `forget` or `output`; `update` or `reset` of a GRU. */
  readonly name: string;
  /** Index of this gate's block of H columns in `LayerActivity.gates`. */
  readonly block: number;
  /** True if the previous state is multiplied by this gate, so that its mean tells how fast the state is forgotten. */
  readonly keepsState: boolean;
}

/** Activity of a layer, character by character. */
export interface LayerActivity {
  /** [T, B, blocks × H] float32 after their activation functions; null without gates. */
  readonly gates: Tensor3D | null;
  /** [T, B, H] float32: state that the layer carries from one character to the next (LSTM: its cells). */
  readonly states: Tensor3D;
}

/** Shows the activity of a network, and holds a unit of it at a value. */
export interface NetworkInspection<Options> {
  /** Gates of every layer, each between 0 and 1. */
  readonly gates: readonly GateSpecification[];
  /** Reads like `forward`, without dropout. */
  trace(
    embedded: Tensor3D,
    pass: Omit<NetworkPass<Options>, 'dropOut'>,
  ): { readonly layers: LayerActivity[]; readonly state: ModelState };
  /**
   * Changes the parameters in place so that a unit's state is exactly the same number at every step, from the first character on.
   *
   * @param parameters row-major values by name
   */
  clamp(
    parameters: (name: string) => Float32Array,
    options: Options,
    held: { readonly layer: number; readonly unit: number; readonly value: number },
  ): void;
}

/** Names of a network's layers in other programs. */
export interface NetworkExporters<Options = NetworkOptions> {
  /** Returns all layers in TensorFlow.js layers format, which `model.json` lists. */
  readonly layers?: (options: Options) => readonly LayerTopology[];
  /** Recurrent layer of Keras 3. */
  readonly keras?: {
    readonly className: string;
    /** Prefix of the names of layers and their parameters, as Keras numbers them: `lstm`, `lstm_1`, … */
    readonly layerName: string;
    readonly options: Readonly<Record<string, unknown>>;
  };
  /** Recurrent operator of ONNX. */
  readonly onnx?: {
    readonly operator: string;
    /** Same as in `keras`. */
    readonly layerName: string;
    /** Index of Keras' gate at each of ONNX's places. */
    readonly order: readonly number[];
    readonly attributes: Readonly<Record<string, number>>;
    readonly states: readonly string[];
  };
}

/** Layer in TensorFlow.js layers format. */
export interface LayerTopology {
  readonly class_name: string;
  readonly config: Readonly<Record<string, unknown>>;
}
