/** The compute engines: those that `auto` takes in its order of preference, and `node` and `cpu`, which it takes only where nothing else runs. */
export const engineNames = ['node-gpu', 'native', 'simd', 'node', 'cpu'] as const;
export type EngineName = (typeof engineNames)[number];

/** What operands of products are rounded to; weights, states and the loss are float32 in all. With float16 the loss is scaled. */
export const precisions = ['float32', 'mixed_float16', 'mixed_bfloat16'] as const;
export type Precision = (typeof precisions)[number];

/** What each engine has. */
export const precisionsOf: Readonly<Record<EngineName, readonly Precision[]>> = {
  'node-gpu': precisions,
  native: ['float32', 'mixed_bfloat16'],
  simd: ['float32'],
  node: precisions,
  cpu: ['float32'],
};

export interface EngineChoice {
  readonly engine: EngineName;
  /** What TensorFlow.js calls it. */
  readonly backend: string;
  readonly threads: number | null;
  /** Build of the embedded engine's kernels, or instruction set of the native engine's. */
  readonly variant: string | null;
  readonly precision: Precision;
  /** Why this one, these threads, this variant. */
  readonly reason: string;
  /** Engines that `auto` would rather have taken, and why it did not. */
  readonly passedOver: readonly { readonly engine: EngineName; readonly reason: string }[];
}

/** What a user may say about the engine. */
export interface EngineOptions {
  readonly engine: EngineName | 'auto';
  readonly threads?: number | undefined;
  readonly precision?: Precision | undefined;
  /** Whether to say why this engine was taken. */
  readonly verbose?: boolean | undefined;
  /** Of a GPU. */
  readonly device?: number | undefined;
  readonly gpuMemory?: number | undefined;
  readonly tf32?: boolean | undefined;
}
