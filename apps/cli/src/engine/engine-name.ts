/** Compute engines in the order in which `auto` prefers them; it never takes `node`, and takes `cpu` only if nothing else runs. */
export const engineNames = ['node-gpu', 'native', 'simd', 'node', 'cpu'] as const;
export type EngineName = (typeof engineNames)[number];

/** Precisions to which the operands of products are rounded; weights, states and the loss are always float32. With float16, the loss is scaled. */
export const precisions = ['float32', 'mixed_float16', 'mixed_bfloat16'] as const;
export type Precision = (typeof precisions)[number];

/** Precisions of each engine. */
export const precisionsOf: Readonly<Record<EngineName, readonly Precision[]>> = {
  'node-gpu': precisions,
  native: ['float32', 'mixed_bfloat16'],
  simd: ['float32'],
  node: precisions,
  cpu: ['float32'],
};

export interface EngineChoice {
  readonly engine: EngineName;
  /** Name in TensorFlow.js. */
  readonly backend: string;
  readonly threads: number | null;
  /** Build of the embedded engine's kernels, or instruction set of the native engine's. */
  readonly variant: string | null;
  readonly precision: Precision;
  /** Reason for this engine, number of threads, and variant. */
  readonly reason: string;
  /** Engines that `auto` would have preferred, and why it did not take them. */
  readonly passedOver: readonly { readonly engine: EngineName; readonly reason: string }[];
}

/** Engine options of a user. */
export interface EngineOptions {
  readonly engine: EngineName | 'auto';
  readonly threads?: number | undefined;
  readonly precision?: Precision | undefined;
}
