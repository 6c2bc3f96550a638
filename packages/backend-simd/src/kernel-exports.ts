/** What assembly/index.ts exports. Addresses are byte offsets in the shared memory. */
export interface KernelExports {
  run(kind: number, args: number, thread: number, threads: number): void;
  start(control: number, kind: number, args: number, threads: number): void;
  spin(control: number): number;
  work(control: number, thread: number): void;
  /** The first address that no instance writes when it starts. */
  staticDataEnd(): number;
  packPanels(from: number, stride: number, along: number, columns: number, depth: number, to: number): void;
  squaredNorm(size: number, x: number): number;
  matmulScratchBytes(): number;
  lstmScratchBytes(rows: number, hidden: number): number;
  recurrentScratchBytes(rows: number, depth: number): number;
  applyMath(which: number, size: number, x: number): void;
}

export function instantiate(module: WebAssembly.Module, memory: WebAssembly.Memory): KernelExports {
  return new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as KernelExports;
}
