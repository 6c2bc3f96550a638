/** What assembly/index.ts exports. Addresses are byte offsets in the shared memory. */
export interface KernelExports {
  run(kind: number, args: number, thread: number, threads: number): void;
  start(control: number, kind: number, args: number, threads: number): void;
  spin(control: number): number;
  work(control: number, thread: number): void;
  /** The first address that no instance writes when it starts. */
  staticDataEnd(): number;
  /** Columns of a panel of a product's right operand. */
  panelColumns(): number;
  squaredNorm(size: number, x: number): number;
  matmulScratchBytes(): number;
  recurrentScratchBytes(rows: number, units: number): number;
  /** @param characters size of the vocabulary, in whole panels */
  generateScratchBytes(rows: number, units: number, characters: number): number;
  applyMath(which: number, size: number, x: number): void;
}

export function instantiate(module: WebAssembly.Module, memory: WebAssembly.Memory): KernelExports {
  return new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as KernelExports;
}
