import type { GenerateNetwork } from '@longrange/ops';
import type { Tensor2D, Tensor3D } from '@tensorflow/tfjs-core';
import type { z } from 'zod';
import type { Initializer } from '../initializers/initializers.ts';
import type { ModelState } from '../model-state.ts';

/** Name, shape and initial values of a parameter. */
export interface ParameterSpecification {
  /** `lstm/kernel`: the layer and the weight, by Keras' names where Keras has them. */
  readonly name: string;
  /** As TensorFlow.js gives it. */
  readonly shape: readonly number[];
  /** Gives its first values, row-major float32. */
  readonly initializer: Initializer;
}

/** Parameters by their names. */
export type NetworkParameters = (name: string) => Tensor2D;

/** What every network is configured with; its own options come on top. */
export interface NetworkOptions {
  /** E: size of the vector that represents a character. */
  readonly embeddingSize: number;
  /** L: layers or blocks. */
  readonly layers: number;
  /** H: numbers of each layer's output, or of what its mixer carries. */
  readonly units: number;
  /** Share of outputs that training sets to zero. */
  readonly dropout: number;
}

/** What a network reads: characters and what each of them gives it, or embedded characters. All time-major. */
export type NetworkSource =
  | {
      /** [T, B] int32 */
      readonly tokens: Tensor2D;
      /** What `Network.tokenTable` gave. */
      readonly table: Tensor2D;
    }
  | {
      /** [T, B, E] float32 */
      readonly embedded: Tensor3D;
    };

/** What a network computes with. */
export interface NetworkPass<Options> {
  readonly options: Options;
  readonly parameters: NetworkParameters;
  /** Before the first character. */
  readonly state: ModelState;
  /** Drops out where training does so; `place` counts the places, so that each draws its own. */
  readonly dropOut: (outputs: Tensor3D, place: number) => Tensor3D;
}

/** What a network gives the output layer, and its state after the last character. */
export interface NetworkResult {
  /** [T, B, F] float32, F = `outputSize` */
  readonly outputs: Tensor3D;
  /** As `initialState` is made. */
  readonly state: ModelState;
}

/**
 * What is between the embedding of a character and the output layer: a value without tensors of its own. A folder beside this file has the
 * built-in ones; `registerNetwork` adds another. What is optional says in words that it is missing, where it is asked for.
 */
export interface Network<Options extends NetworkOptions = NetworkOptions, Name extends string = string> {
  /** In the configuration: `network=lstm`. */
  readonly name: Name;
  /** In sentences: `LSTM`. */
  readonly title: string;
  /** What `layers` counts. A preset's sizes are those of recurrent layers; blocks have their own. */
  readonly consistsOf: 'layers' | 'blocks';
  /** Its options, with ranges, defaults and meanings; those of `NetworkOptions` among them. */
  readonly options: z.ZodObject;
  /** The parameters in the order of their file. */
  parameters(options: Options): readonly ParameterSpecification[];
  /** F: numbers that it gives the output layer for each character. */
  outputSize(options: Options): number;
  /** Numbers that a character keeps for the way back, at least: a training that cannot fit is refused by it. */
  activations(options: Options): number;
  /** The state of `batchSize` sequences before their first character: zeros. */
  initialState(options: Options, batchSize: number): ModelState;
  /**
   * What each character gives, computed once for all that are read: a new tensor.
   *
   * @param embedding [N, E] float32
   */
  tokenTable(embedding: Tensor2D, pass: Pick<NetworkPass<Options>, 'options' | 'parameters'>): Tensor2D;
  /** Reads, differentiable by parameters, table and embedded characters. */
  forward(source: NetworkSource, pass: NetworkPass<Options>): NetworkResult;
  /** Its weights as the kernel that writes whole texts takes them. Without it texts are written step by step. */
  readonly generation?: NetworkGeneration<Options>;
  /** Looks inside. Without it there are no figures of units. */
  readonly inspect?: NetworkInspection<Options>;
  /** How other programs name its layers. Without a format's entry a model is not written in that format. */
  readonly exporters?: NetworkExporters<Options>;
}

/** The recurrent layers as a kernel of `generate` in `@longrange/ops` takes them. All tensors are new. */
export type NetworkGeneration<Options> = (
  tokenTable: Tensor2D,
  pass: Pick<NetworkPass<Options>, 'options' | 'parameters'>,
) => Pick<GenerateNetwork, 'cell' | 'table' | 'layers'>;

/** A gate. */
export interface GateSpecification {
  /** `input`, `forget`, `output`; of a GRU `update`, `reset`. */
  readonly name: string;
  /** Which block of H columns of `LayerActivity.gates` is this gate's. */
  readonly block: number;
  /** Whether the state before is multiplied by it, so that its mean tells how fast the state is forgotten. */
  readonly keepsState: boolean;
}

/** What goes on in a layer, character by character. */
export interface LayerActivity {
  /** [T, B, blocks × H] float32 after their activations; null without gates. */
  readonly gates: Tensor3D | null;
  /** [T, B, H] float32: what the layer carries from one character to the next (LSTM: its cells). */
  readonly states: Tensor3D;
}

/** Shows what goes on in a network, and holds a unit of it still. */
export interface NetworkInspection<Options> {
  /** The gates of every layer, each between 0 and 1. */
  readonly gates: readonly GateSpecification[];
  /** Reads like `forward`, without dropout. */
  trace(
    embedded: Tensor3D,
    pass: Omit<NetworkPass<Options>, 'dropOut'>,
  ): { readonly layers: LayerActivity[]; readonly state: ModelState };
  /**
   * Changes the parameters, in place, so that a unit's state is the same number at every step, exactly, from the first character on.
   *
   * @param parameters values by their names, row-major
   */
  clamp(
    parameters: (name: string) => Float32Array,
    options: Options,
    held: { readonly layer: number; readonly unit: number; readonly value: number },
  ): void;
}

/** A layer as another program names it. */
export interface NetworkExporters<Options = NetworkOptions> {
  /** TensorFlow.js layers format, of all layers: what `model.json` says beside the weights. */
  readonly layers?: (options: Options) => readonly LayerTopology[];
  /** A recurrent layer of Keras 3. */
  readonly keras?: {
    readonly className: string;
    /** Prefix of the layers' names, as Keras counts them, and of their parameters: `lstm`, `lstm_1`, … */
    readonly layerName: string;
    readonly options: Readonly<Record<string, unknown>>;
  };
  /** A recurrent operator of ONNX. */
  readonly onnx?: {
    readonly operator: string;
    /** As that of `keras`. */
    readonly layerName: string;
    /** Which of Keras' gates is at each of ONNX's places. */
    readonly order: readonly number[];
    readonly attributes: Readonly<Record<string, number>>;
    readonly states: readonly string[];
  };
}

/** A layer in TensorFlow.js layers format. */
export interface LayerTopology {
  readonly class_name: string;
  readonly config: Readonly<Record<string, unknown>>;
}
