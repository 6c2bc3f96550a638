import type { Worker } from 'node:worker_threads';
import { compileKernels } from '../../src/features.ts';
import { plan, planLayer } from '../../src/generated/declarations.ts';
import { createSharedMemory, sharedHeap } from '../../src/heap.ts';
import { ARGUMENT_BYTES, instantiate, writeArguments } from '../../src/jobs.ts';
import { ThreadPool } from '../../src/thread-pool.ts';
import { WasmEngine } from '../../src/wasm-engine.ts';

// Each scenario breaks an engine in a different way, in a process of its own: failures.test.ts checks the results of later calls,
// and that the process ends by itself.

const workers: Worker[] = [];
process.on('worker', (worker) => workers.push(worker));

/** Starts an engine whose patience is short, but longer than a thread waits for a core on a busy machine. */
const newEngine = (threads: number, silenceSeconds = 3) =>
  WasmEngine.create({ threads, variant: 'simd128', silenceSeconds });

/** (module (import "env" "missing" (func))), which cannot be instantiated. */
const unlinkable = [0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 2, 15, 1, 3, 101, 110, 118, 7].concat(
  [...'missing'].map((letter) => letter.charCodeAt(0)),
  [0, 0],
);
/** (module (func (loop (br 0))) (start 0)), whose instance is never ready. */
const endless = [0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 8, 1, 0].concat([
  10, 9, 1, 7, 0, 3, 64, 12, 0, 11, 11,
]);

async function startPool(broken?: readonly number[]) {
  const { module } = await compileKernels('simd128');
  const memory = createSharedMemory();
  const kernels = instantiate(module, memory);
  const heap = sharedHeap(memory, kernels.staticDataEnd());
  const controlAt = heap.allocate(kernels.controlBytes(3));
  const started = broken === undefined ? module : await WebAssembly.compile(Uint8Array.from(broken));
  const limits = { startSeconds: broken === endless ? 1 : 30, silenceSeconds: 1 };
  const pool = await ThreadPool.create({
    threads: 3,
    module: started,
    memory,
    kernels,
    controlAt,
    ...limits,
  });
  return { pool, memory, kernels, heap, controlAt };
}

/** Gives two workers three shares of work of depth `K`, and waits for them without doing any. */
async function waitForShares(K: number, meanwhile = (): void => {}): Promise<void> {
  const { pool, memory, kernels, heap, controlAt } = await startPool();
  const args = heap.allocate(ARGUMENT_BYTES);
  const at = heap.allocate(1 << 16);
  const operands = { a: at, aStride: 0, aTransposed: true, b: at, bStride: 0, bTransposed: false };
  const scratchBytes = kernels.matmulScratchBytes();
  const scratch = heap.allocate(3 * scratchBytes);
  const sizes = {
    M: 12,
    N: 4,
    K,
    bias: 0,
    accumulate: false,
    c: at,
    cStride: 16,
    scratch,
    scratchBytes,
  };
  kernels.start(controlAt, writeArguments(memory, args, 'matmul', { ...sizes, ...operands }), args, 3, 3);
  meanwhile();
  pool.wait();
  pool.assertUsable();
}

const healthy = (engine: WasmEngine): void => {
  const [a, to] = [engine.heap.allocate(64), engine.heap.allocate(64)];
  engine.run('add', { size: 16, a, b: a, to });
};

/** Runs rows of two classes; the target of a `broken` row lies far beyond memory, so that its thread traps. */
function crossEntropy(engine: WasmEngine, broken: (row: number) => boolean, parallel = true): void {
  const [N, V] = [16, 2];
  const [logits, targets, losses, correct, residual] = [N * V, N, N, N, N * V].map((size) =>
    engine.heap.allocate(size * 4),
  ) as [number, number, number, number, number];
  engine.heap.floats(logits, N * V).fill(0);
  engine.heap.integers(targets, N).set(Array.from({ length: N }, (_, row) => (broken(row) ? 0x20000000 : 1)));
  engine.run('softmaxCrossEntropy', { N, V, logits, targets, losses, correct, residual }, parallel);
}

/** Writes one character of each of eight sequences with a small network of zeros, with uniform numbers from `uniforms` on. */
function write(engine: WasmEngine, uniforms: number): void {
  const panel = engine.kernels.panelColumns();
  const size = { steps: 1, sequences: 8, rows: 8, H: 4, Hp: panel, V: 4, Vp: panel, layers: 1, cell: 0 };
  const zeros = (): number => {
    const address = engine.heap.allocate(1 << 16);
    engine.heap.integers(address, 1 << 14).fill(0);
    return address;
  };
  const planAt = zeros();
  engine.writeRecord(planAt, plan, {
    ...size,
    temperature: 1,
    topK: 4,
    topP: 1,
    uniforms,
    table: zeros(),
    denseKernel: zeros(),
    denseBias: zeros(),
    logits: zeros(),
    tokens: zeros(),
    written: zeros(),
    preactivations: zeros(),
    scratch: zeros(),
    barrier: zeros(),
  });
  const state = { hidden: zeros(), otherHidden: zeros(), cell: zeros() };
  const layer = { kernel: 0, recurrentKernel: zeros(), bias: 0, ...state };
  engine.writeRecord(planAt + engine.recordBytes(plan), planLayer, layer);
  engine.runShares('generate', { planAt }, 2, 2);
}

/** Ends a worker of the engine and blocks until it is gone, so that this thread receives no event. */
function terminateUnheard(worker = workers.at(-1)!): void {
  void worker.terminate();
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500);
}

const scenarios: Readonly<Record<string, () => Promise<WasmEngine | undefined>>> = {
  'a worker cannot be made': () => attemptAlone(() => startPool(unlinkable)),
  'a worker never answers': () => attemptAlone(() => startPool(endless)),
  'the second share crashes': () => attemptOn(2, (engine) => crossEntropy(engine, (row) => row >= 8)),
  'the first share crashes': () => attemptOn(2, (engine) => crossEntropy(engine, (row) => row < 8)),
  'the only thread crashes': () => attemptOn(1, (engine) => crossEntropy(engine, () => true)),
  'the caller crashes in work of its own': () =>
    attemptOn(2, (engine) => crossEntropy(engine, () => true, false)),
  // The eight bytes of each of the first four sequences lie beyond memory, those of the others at its beginning.
  'the first share crashes while it is written': () => attemptOn(2, (engine) => write(engine, 2 ** 32 - 32)),
  // Here it is the other way round.
  'the second share crashes while it is written': () =>
    attemptOn(2, (engine) => write(engine, engine.heap.totalBytes - 32)),
  'a worker is terminated': async () => {
    const engine = await newEngine(2);
    await workers.at(-1)!.terminate();
    return attempt(engine, () => healthy(engine));
  },
  'workers are terminated unheard in their shares': () =>
    attemptAlone(() =>
      // They are terminated before they have finished a share, which takes many seconds.
      waitForShares(1 << 29, () => {
        for (const worker of workers) terminateUnheard(worker);
      }),
    ),
  // Not a failure either: the caller does the work.
  'a worker is terminated unheard': () =>
    attemptOn(2, (engine) => {
      terminateUnheard();
      healthy(engine);
    }),
  'a worker is terminated unheard before it writes': () =>
    attemptOn(
      2,
      (engine) => {
        terminateUnheard();
        write(engine, engine.heap.allocate(64));
      },
      1,
    ),
  // Not a failure: they take longer than the allowed silence.
  'workers take long': () => attemptAlone(() => waitForShares(1 << 26)),
};

interface Outcome {
  readonly code?: unknown;
  readonly message: string;
}

const report: Record<string, Outcome> = {};
const outcomeOf = (error: unknown): Outcome => ({
  code: (error as { code?: unknown }).code,
  message: String(error),
});

function attempt(engine: WasmEngine, work: (engine: WasmEngine) => void): WasmEngine {
  report.first = run(() => work(engine));
  return engine;
}

async function attemptOn(
  threads: number,
  work: (engine: WasmEngine) => void,
  silenceSeconds = 3,
): Promise<WasmEngine> {
  return attempt(await newEngine(threads, silenceSeconds), work);
}

async function attemptAlone(work: () => Promise<unknown>): Promise<undefined> {
  report.first = await work().then(() => ({ message: 'done' }), outcomeOf);
}

function run(work: () => void): Outcome {
  try {
    work();
    return { message: 'done' };
  } catch (error) {
    return outcomeOf(error);
  }
}

const engine = await scenarios[process.argv[2]!]!();
if (engine !== undefined) {
  report.later = run(() => healthy(engine));
  report.alone = run(() => engine.run('add', { size: 0, a: 0, b: 0, to: 0 }, false));
}
console.log(JSON.stringify(report));
