import { registerNativeBackend } from '@longrange/backend-native';
import { registerSimdBackend } from '@longrange/backend-simd';
import {
  add,
  dispose,
  getKernelsForBackend,
  matMul,
  removeBackend,
  reshape,
  setBackend,
  type Tensor1D,
  type Tensor2D,
  tensor1d,
  unregisterKernel,
} from '@tensorflow/tfjs-core';
import { newModel, stepOf } from './embedded.ts';
import { productsOf } from './products.ts';
import { spread } from './race.ts';
import { blockNetworks, describeTask, type Task } from './task.ts';

const ROUNDS = 5;
/** Time of a step, repeated, in a round */
const ROUND_MS = 300;
/** Rows of a product, or length of its sums: longer ones are done in pieces, so that operands stay in the caches, as in a step. */
const LONGEST = 8192;

const tasks: readonly Task[] = [
  ...(
    [
      [64, 256],
      [16, 128],
      [8, 64],
    ] as const
  ).map(([batch, length]) => ({ task: 'train', batch, length, units: 256 }) as const),
  { task: 'score', batch: 64, length: 256, units: 256 },
  ...blockNetworks.map((network) => ({ task: 'train', batch: 16, length: 128, network }) as const),
  { task: 'sample', batch: 1, length: 4000, units: 256 },
  { task: 'sample', batch: 1, length: 4000, network: 'mingru' },
];

/** Least work of a step by the same library: runs it, and what it is in one step. */
interface Limit {
  readonly run: () => void;
  readonly amount: number;
  readonly unit: 'GFLOP/s' | 'GB/s';
}

/**
 * Prints, for each of our engines and instruction sets that this processor has, how near each step comes to the machine's limit: the time of
 * its matrix products alone, by the same library on the same threads, over that of the step. For one sequence, which reads all weights for
 * each character, it is the time in which a stream moves as many bytes.
 *
 * @param part text that the descriptions of tasks must contain
 */
export async function limit(part: string, threads: number): Promise<void> {
  for await (const { name, weightBytes } of engines(threads)) {
    console.log(
      `\n| ${name}, threads: ${threads} | characters/s | the limit | share of the limit |\n|---|---|---|---|`,
    );
    for (const task of tasks.filter((one) => describeTask(one).includes(part)))
      await measure(task, weightBytes);
  }
}

async function* engines(threads: number) {
  const { variant } = await registerSimdBackend({ threads });
  await setBackend('simd');
  yield { name: variant, weightBytes: 4 };
  for (const instructionSet of ['avx512', 'avx2', 'neon', 'amx-bf16', 'avx512-bf16']) {
    const precision = instructionSet.endsWith('bf16') ? 'mixed_bfloat16' : 'float32';
    const info = await registerNativeBackend({ threads, precision, instructionSet }).catch(() => null);
    if (info === null) continue;
    yield { name: instructionSet, weightBytes: precision === 'float32' ? 4 : 2 };
    removeBackend(info.backend);
    for (const { kernelName } of getKernelsForBackend(info.backend))
      unregisterKernel(kernelName, info.backend);
  }
}

async function measure(task: Task, weightBytes: number): Promise<void> {
  const step = stepOf(task);
  await step();
  const { run, amount, unit } = task.task === 'sample' ? stream(task, weightBytes) : await products(step);
  run();
  const repeats = Math.ceil(ROUND_MS / (await milliseconds(step)));
  const rounds: { readonly step: number; readonly least: number }[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    rounds.push({ step: await milliseconds(step, repeats), least: await milliseconds(run, repeats) });
  }
  const rate = spread(rounds.map((round) => (1000 * task.batch * task.length) / round.step)).median;
  const most = spread(rounds.map(({ least }) => amount / (1e6 * least))).median;
  const [share, low, high] = Object.values(spread(rounds.map((round) => (100 * round.least) / round.step)));
  const cells = [describeTask(task), rate.toFixed(0), `${most.toFixed(0)} ${unit}`];
  console.log(`| ${cells.join(' | ')} | ${share!.toFixed(0)} % (${low!.toFixed(0)}–${high!.toFixed(0)}) |`);
}

async function milliseconds(run: () => unknown, repeats = 1): Promise<number> {
  const started = performance.now();
  for (let i = 0; i < repeats; i++) await run();
  return (performance.now() - started) / repeats;
}

const numbers = (length: number): Tensor1D => tensor1d(Float32Array.from({ length }, (_, i) => Math.sin(i)));

async function products(step: () => Promise<unknown>): Promise<Limit> {
  const made = await productsOf(step);
  // Operands of one size are the same tensor.
  const operands = new Map<number, Tensor1D>();
  const operand = (rows: number, columns: number, isTransposed: boolean) => {
    const size = rows * columns;
    if (!operands.has(size)) operands.set(size, numbers(size));
    return reshape(operands.get(size)!, isTransposed ? [columns, rows] : [rows, columns]) as Tensor2D;
  };
  const pieces = made.flatMap(({ M, N, K, transposed }) => {
    const [rows, depth] = [M, K].map((size) => Math.ceil(size / Math.ceil(size / LONGEST)));
    const [isA, isB] = [transposed === 'a', transposed === 'b'];
    const [a, b] = [operand(rows!, depth!, isA), operand(depth!, N, isB)];
    const count = Math.ceil(M / LONGEST) * Math.ceil(K / LONGEST);
    return Array.from({ length: count }, () => () => dispose(matMul(a, b, isA, isB)));
  });
  return {
    run: () => {
      for (const multiply of pieces) multiply();
    },
    amount: made.reduce((flop, { M, N, K }) => flop + 2 * M * N * K, 0),
    unit: 'GFLOP/s',
  };
}

/** STREAM's "add" of arrays as large as the weights, until it has moved as many bytes as a step reads. */
function stream(task: Task, weightBytes: number): Limit {
  // The product of an embedding and the first kernel of an LSTM is a table, of which each character needs a row.
  const isRead = ([name, { rank }]: [string, { readonly rank: number }]) =>
    rank === 2 && !name.startsWith('embedding') && name !== 'lstm/kernel';
  const weights = [...newModel(task).parameters].filter(isRead);
  const size = weights.reduce((sum, [, parameter]) => sum + parameter.size, 0);
  const [a, b] = [numbers((size * weightBytes) / 4), numbers((size * weightBytes) / 4)];
  const times = Math.round(task.length / 3);
  return {
    run: () => {
      for (let i = 0; i < times; i++) dispose(add(a, b));
    },
    amount: 3 * times * size * weightBytes,
    unit: 'GB/s',
  };
}
