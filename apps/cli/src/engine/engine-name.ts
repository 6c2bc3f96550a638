/** The compute engines, in the order in which `auto` prefers them; `cpu` only on demand. */
export const engineNames = ['node-gpu', 'node', 'simd', 'cpu'] as const;
export type EngineName = (typeof engineNames)[number];

export interface EngineChoice {
  readonly engine: EngineName;
  /** What TensorFlow.js calls it. */
  readonly backend: string;
  readonly threads: number | null;
  /** Build of the embedded engine's kernels. */
  readonly variant: string | null;
  /** Why this one, these threads, this variant. */
  readonly reason: string;
  /** Engines that `auto` would rather have taken, and why it did not. */
  readonly passedOver: readonly { readonly engine: EngineName; readonly reason: string }[];
}
