/** What assembly/index.ts exports. Addresses are byte offsets in the shared memory. */
export interface KernelExports {
  /** Bytes of the control block; `join` makes this instance one of the threads that share it. */
  controlBytes(threads: number): number;
  join(control: number, thread: number): void;
  /** Differs from what it was before if a thread has given a heartbeat since. */
  lifeSigns(): number;
  run(kind: number, args: number, share: number, shares: number): void;
  start(control: number, kind: number, args: number, shares: number, threads: number): void;
  /** The next share that no thread has taken, or −1. */
  take(control: number, thread: number): number;
  done(control: number): void;
  spin(control: number): number;
  work(control: number, thread: number): void;
  /** The first address that no instance writes when it starts. */
  staticDataEnd(): number;
  /** Columns of a panel of a product's right operand. */
  panelColumns(): number;
  matmulScratchBytes(): number;
  recurrentScratchBytes(rows: number, units: number): number;
  /** @param characters size of the vocabulary, in whole panels */
  generateScratchBytes(rows: number, units: number, characters: number): number;
  applyMath(which: number, size: number, x: number): void;
}

/** An instance for this thread; workers make theirs in the same way (thread-pool.ts). */
export function instantiate(module: WebAssembly.Module, memory: WebAssembly.Memory): KernelExports {
  const sleep = (at: number, value: number, milliseconds: number): void =>
    void Atomics.wait(new Int32Array(memory.buffer), at >>> 2, value, milliseconds);
  return new WebAssembly.Instance(module, { env: { memory, sleep } }).exports as unknown as KernelExports;
}
