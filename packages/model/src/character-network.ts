import { checkArgument } from '@longrange/errors';
import { dropout, type GenerateNetwork, type GenerateOptions, type LstmState } from '@longrange/ops';
import { canGenerate, canGenerateBySteps, generate, generateBySteps } from '@longrange/ops/internal';
import {
  dispose,
  fused,
  gather,
  mul,
  reshape,
  type Scalar,
  sum,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  type Tensor3D,
  tensor,
  tensor1d,
  tidy,
  type Variable,
  variable,
} from '@tensorflow/tfjs-core';
import { checkEngine, disposedModel, isDisposed } from './check-model.ts';
import { parameterBytes } from './config.ts';
import type { ModelConfig } from './config-schema.ts';
import { type ModelState, stateOf, stateTensors } from './model-state.ts';
import type {
  LayerActivity,
  Network,
  NetworkParameters,
  NetworkSource,
  ParameterSpecification,
} from './networks/network.ts';
import { inspectionOf, networkOf } from './networks/networks.ts';
import { parameterSpecifications } from './parameters.ts';
import { mixSeed } from './random-stream.ts';

/** Options of `CharacterModel.forward`. */
export interface ForwardOptions {
  /** Seed of dropout after each recurrent layer: unsigned 32-bit, a different one for each step. Without it, nothing is dropped. */
  readonly dropoutSeed?: number;
  /** Result of `tokenTable()`, if the parameters have not changed since; saves computing it again. */
  readonly tokenTable?: Tensor2D;
}

/** Result of `CharacterModel.forward`. */
export interface ForwardResult {
  /** [T × B, V] float32, time-major: row t × B + b */
  readonly logits: Tensor2D;
  /** State after the last character; the caller disposes of it. */
  readonly state: ModelState;
}

/** @throws LongrangeError ARGUMENT_INVALID for anything but a tensor of that rank */
function checkRank(name: string, inputs: Tensor2D | Tensor3D, rank: 2 | 3): void {
  checkArgument(inputs?.shape?.length === rank, name, `a tensor of rank ${rank}`, inputs);
}

/** @throws LongrangeError ARGUMENT_INVALID for anything but a tensor of that rank, and a state of that many layers */
function checkInputs(
  name: string,
  inputs: Tensor2D | Tensor3D,
  rank: 2 | 3,
  state: ModelState,
  layers: number,
): void {
  checkRank(name, inputs, rank);
  const expected = `a state of ${layers} layers, as \`zeroState\` gives it`;
  checkArgument(state?.length === layers, 'state', expected, state);
}

/** Parameters and forward pass of a character-level model, ids in and logits out: embedding → network → dense. Time-major. */
export class CharacterNetwork {
  /** Complete configuration. */
  readonly config: ModelConfig;
  /** Float32 variables by Keras' names in Keras' order; `parameterSpecifications` gives their shapes. A variable's own name is only unique: use the keys of this map. */
  readonly parameters: ReadonlyMap<string, Variable>;
  /** False once an engine was unable to repeat a step of the network by itself */
  private repeatable = true;

  /** @throws LongrangeError ENGINE_NONE */
  protected constructor(config: ModelConfig, initialValues: InitialValues) {
    checkEngine();
    this.config = config;
    this.parameters = new Map(
      parameterSpecifications(config).map((specification, index) => {
        const { name, shape } = specification;
        const initial = tensor(initialValues(specification, index), [...shape], 'float32');
        const parameter = variable(initial);
        initial.dispose();
        return [name, parameter];
      }),
    );
  }

  /** Row-major values of every parameter by name, as `fromValues` takes them. */
  async values(): Promise<Map<string, Float32Array>> {
    if (isDisposed(this)) throw disposedModel();
    const entries = [...this.parameters].map(
      async ([name, parameter]) => [name, (await parameter.data()) as Float32Array] as const,
    );
    return new Map(await Promise.all(entries));
  }

  /**
   * Id V of the symbol for the beginning of a document, which an empty state reads in place of a previous character. Null for a model
   * without the symbol.
   */
  get beginOfDocument(): number | null {
    return this.config.beginOfDocument ? this.config.vocabulary.length : null;
  }

  /** Total number of values in all parameters. */
  get parameterCount(): number {
    return parameterBytes(this.config) / 4;
  }

  /** State before the first character of `batchSize` sequences. */
  zeroState(batchSize: number): ModelState {
    const isSize = Number.isInteger(batchSize) && batchSize >= 0;
    checkArgument(isSize, 'batchSize', 'a whole number from 0', batchSize);
    return this.network.initialState(this.config, batchSize);
  }

  /** Input of the network for each embedded character ([V or V + 1, gates × H] with recurrent layers), to be reused as `ForwardOptions.tokenTable`. */
  tokenTable(): Tensor2D {
    return tidy(() => this.network.tokenTable(this.parameter('embedding/embeddings'), this.pass));
  }

  /**
   * Reads T characters of B sequences, differentiably with respect to the parameters. Disposes of neither `tokens` nor `state`.
   *
   * @param tokens [T, B] int32, each in [0, V) or `beginOfDocument`
   * @param state before the first character
   */
  forward(tokens: Tensor2D, state: ModelState, options: ForwardOptions = {}): ForwardResult {
    checkInputs('tokens', tokens, 2, state, this.config.layers);
    return tidy(() => {
      const table = options.tokenTable ?? this.tokenTable();
      return this.read({ tokens, table }, state, options.dropoutSeed);
    });
  }

  /** Embeddings of characters, [T, B, E]; `tokens` is [T, B] int32. */
  embed(tokens: Tensor2D): Tensor3D {
    checkRank('tokens', tokens, 2);
    return gather(this.parameter('embedding/embeddings'), tokens) as unknown as Tensor3D;
  }

  /**
   * Like `forward` without dropout, but from embedded characters, and differentiable with respect to them.
   *
   * @param embedded [T, B, E] float32, as `embed` returns it
   */
  forwardEmbedded(embedded: Tensor3D, state: ModelState): ForwardResult {
    checkInputs('embedded', embedded, 3, state, this.config.layers);
    return tidy(() => this.read({ embedded }, state));
  }

  /**
   * Reads like `forward` and returns the activity of every layer, first layer first. The caller disposes of all tensors.
   *
   * @param tokens [T, B] int32
   * @throws LongrangeError NETWORK_NOT_INSPECTABLE for a network without inspection
   */
  trace(tokens: Tensor2D, state: ModelState): { layers: LayerActivity[]; state: ModelState } {
    checkInputs('tokens', tokens, 2, state, this.config.layers);
    const { trace } = inspectionOf(this.config);
    return tidy(() => {
      const traced = trace(this.embed(tokens), { ...this.pass, state });
      return traced as typeof traced & Record<string, never>;
    });
  }

  /** True if the current engine may generate many characters of this model in one call of `generate`; otherwise each takes one `forward`. */
  get canGenerate(): boolean {
    if (this.network.generation !== undefined) return canGenerate();
    return this.repeatable && canGenerateBySteps();
  }

  /**
   * Generates n characters of B sequences in one call, each drawn as `GenerateOptions` says. Requires `canGenerate`.
   *
   * @param tokens [B]: the character before the first one to be generated
   * @param state before that character; not disposed of
   * @returns written [n × B], step by step, −1 from the first logit that is not finite; the state before the last written character. Null if
   *   the engine turns out to be unable to, as `canGenerate` says from then on
   */
  async generate(
    tokens: Int32Array,
    state: ModelState,
    { tokenTable, ...options }: GenerateOptions & { readonly tokenTable: Tensor2D },
  ): Promise<{ written: Int32Array; state: ModelState } | null> {
    const before = tensor1d(tokens, 'int32');
    const generated =
      this.network.generation === undefined
        ? this.generateBySteps(before, state, { tokenTable, ...options })
        : this.generateByLayers(before, state, { tokenTable, ...options });
    before.dispose();
    if (generated === null) return null;
    const written = (await generated.written.data()) as Int32Array;
    generated.written.dispose();
    return { written, state: generated.state };
  }

  private generateByLayers(
    before: Tensor1D,
    state: ModelState,
    { tokenTable, ...options }: GenerateOptions & { readonly tokenTable: Tensor2D },
  ): { written: Tensor2D; state: ModelState } {
    const network = tidy(() => this.generateNetwork(tokenTable));
    const generated = generate(network, before, state as LstmState[], options);
    dispose([network.table, ...network.layers.map((layer) => ({ ...layer }))]);
    return generated as typeof generated & { state: ModelState };
  }

  private generateBySteps(
    before: Tensor1D,
    state: ModelState,
    { tokenTable, ...options }: GenerateOptions & { readonly tokenTable: Tensor2D },
  ): { written: Tensor2D; state: ModelState } | null {
    const step = (tokens: Tensor2D, carried: Tensor[]) => {
      const next = this.forward(tokens, stateOf(state, carried), { tokenTable });
      return { logits: next.logits, state: [...stateTensors(next.state).values()] };
    };
    const generated = generateBySteps(step, before, [...stateTensors(state).values()], options);
    this.repeatable = generated !== null;
    return generated && { written: generated.written, state: stateOf(state, generated.state) };
  }

  /** All tensors but those of the dense layer are new. */
  private generateNetwork(tokenTable: Tensor2D): GenerateNetwork & Record<string, never> {
    const network = {
      ...this.network.generation!(tokenTable, this.pass),
      denseKernel: this.parameter('dense/kernel'),
      denseBias: this.parameter('dense/bias') as unknown as Tensor1D,
    };
    return network as typeof network & Record<string, never>;
  }

  /** L2 penalty of the dense kernel, l2 × Σ W², which is added to the mean loss in nats, as Keras does. */
  regularizationLoss(): Scalar {
    const kernel = this.parameter('dense/kernel');
    return tidy(() => mul(sum(mul(kernel, kernel)), this.config.l2) as Scalar);
  }

  /** Frees the parameters. */
  dispose(): void {
    for (const parameter of this.parameters.values()) parameter.dispose();
  }

  private get network(): Network {
    return networkOf(this.config);
  }

  private get pass(): { readonly options: ModelConfig; readonly parameters: NetworkParameters } {
    return { options: this.config, parameters: (name) => this.parameter(name) };
  }

  private read(
    source: NetworkSource,
    state: ModelState,
    dropoutSeed?: number,
  ): ForwardResult & Record<string, never> {
    const dropOut = (outputs: Tensor3D, place: number): Tensor3D => this.dropOut(outputs, place, dropoutSeed);
    const { outputs, state: final } = this.network.forward(source, { ...this.pass, state, dropOut });
    const result = { logits: this.project(outputs), state: final };
    // An interface lacks the index signature that the container type of TensorFlow.js requires.
    return result as typeof result & Record<string, never>;
  }

  private dropOut(outputs: Tensor3D, place: number, seed: number | undefined): Tensor3D {
    if (seed === undefined || this.config.dropout === 0) return outputs;
    return dropout(outputs, this.config.dropout, mixSeed(seed, place));
  }

  private project(outputs: Tensor3D): Tensor2D {
    const [T, B, H] = outputs.shape;
    const bias = this.parameter('dense/bias') as unknown as Tensor1D;
    return fused.matMul({
      a: reshape(outputs, [T * B, H]) as Tensor2D,
      b: this.parameter('dense/kernel'),
      bias,
    }) as Tensor2D;
  }

  private parameter(name: string): Tensor2D {
    const parameter = this.parameters.get(name)!;
    if (parameter.isDisposed) throw disposedModel();
    return parameter as unknown as Tensor2D;
  }
}

/** Row-major values of a new parameter. */
export type InitialValues = (specification: ParameterSpecification, index: number) => Float32Array;
