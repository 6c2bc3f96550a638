import '@tensorflow/tfjs-backend-cpu';
import { spawn } from 'node:child_process';
import { cpus, loadavg } from 'node:os';
import { delimiter } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { setBackend } from '@tensorflow/tfjs-core';
import {
  embeddedEngine,
  modelConfig,
  nativeEngines,
  scoringFiles,
  tensorFlowEngines,
  tensorFlowPrecisions,
  trainingStep,
} from './embedded.ts';
import { blockNetworks, type Contestant, describeTask, type Task } from './task.ts';

const ROUNDS = 5;
type Repeated = Task & { readonly repeats: number };
const lstmTasks: readonly Repeated[] = [
  { task: 'train', batch: 64, length: 256, units: 256, repeats: 2 },
  { task: 'train', batch: 16, length: 128, units: 256, repeats: 8 },
  { task: 'train', batch: 8, length: 64, units: 256, repeats: 32 },
  { task: 'train', batch: 2, length: 8, units: 256, repeats: 1 },
  { task: 'score', batch: 64, length: 256, units: 256, repeats: 3 },
  { task: 'sample', batch: 1, length: 500, units: 256, repeats: 4 },
  { task: 'sample', batch: 64, length: 500, units: 256, repeats: 1 },
];
const blockTasks: readonly Repeated[] = (['train', 'score'] as const).flatMap((task) =>
  blockNetworks.map((network) => ({
    task,
    batch: 16,
    length: 128,
    network,
    repeats: task === 'train' ? 6 : 18,
  })),
);

/**
 * Runs the same work on our engines and on every peer that is installed.
 *
 * @param part text that the descriptions of tasks must contain: `score`, `16 × 128`
 */
export async function race(part: string, threads: number): Promise<void> {
  const ours = [
    await embeddedEngine(threads),
    ...(await nativeEngines(threads)),
    ...(await tensorFlowEngines({ threads })),
  ];
  await checkEquality();
  const keras = [['keras_lstm.py'], ['keras_lstm.py', 'cpu', 'mixed_bfloat16']];
  const work = [...lstmTasks, ...blockTasks].filter((task) => describeTask(task).includes(part));
  await runAll(work, ours, await startPeers([...PYTORCH, ['onnx_lstm.py'], ...keras], threads));
}

/**
 * Races networks of blocks on our embedded engines and PyTorch.
 *
 * @param part text that the descriptions of tasks must contain: `mingru`, `score`
 */
export async function raceNetworks(part: string, threads: number): Promise<void> {
  const ours = [await embeddedEngine(threads), ...(await nativeEngines(threads))];
  const work = blockTasks.filter((task) => describeTask(task).includes(part));
  await runAll(work, ours, await startPeers(PYTORCH.slice(0, 2), threads));
}

/** Races training on the engine node or node-gpu against Keras on the same device in the same precisions. */
export async function raceOnTensorFlow(device: 'cpu' | 'gpu', threads: number): Promise<void> {
  const ours = await tensorFlowEngines({ threads, device });
  if (ours.length === 0) process.exitCode = 1;
  else {
    const keras = tensorFlowPrecisions(device).map((precision) => ['keras_lstm.py', device, precision]);
    const training = lstmTasks.filter(({ task, batch }) => task === 'train' && batch > 2);
    await runAll(training, ours, await startPeers(keras, threads));
  }
}

/** Prints each task's results as they come, and all of them as one JSON document in the last line. */
async function runAll(
  work: readonly Repeated[],
  ours: readonly Contestant[],
  peers: readonly Contestant[],
): Promise<void> {
  const machine = { cpu: cpus()[0]?.model, cores: cpus().length, node: process.versions.node };
  console.log(JSON.stringify(machine));
  const rows: Row[] = [];
  for (const task of work) rows.push(await run(task, ours, peers));
  for (const peer of peers) peer.close();
  console.log(JSON.stringify({ date: new Date().toISOString(), machine, load: loadavg(), rows }));
}

interface Spread {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

interface Row {
  readonly task: string;
  /** Characters per second, by contestant. */
  readonly results: Readonly<Record<string, Spread>>;
  /** Each of our engines over each peer, and over our first engine, by round. */
  readonly ratios: readonly { readonly of: string; readonly ratio: Spread }[];
}

/** Runs all contestants in turn, round by round, so that a change in the machine's speed affects them alike. */
async function run(task: Repeated, ours: readonly Contestant[], peers: readonly Contestant[]): Promise<Row> {
  const { repeats, ...work } = task;
  const here = [...ours, ...peers].filter((contestant) => contestant.takes(work));
  const rates = here.map(() => [] as number[]);
  for (let round = 0; round < ROUNDS; round++) {
    for (const [i, contestant] of here.entries()) rates[i]!.push(await contestant.measure(work, repeats));
  }
  const named = here.map(({ name }, i) => [name, rates[i]!] as const);
  const row: Row = {
    task: describeTask(work),
    results: Object.fromEntries(named.map(([name, own]) => [name, spread(own)])),
    ratios: named.slice(0, ours.length).flatMap(([name, own], index) => {
      const others = named.filter((_, other) => other >= ours.length || (other === 0 && index > 0));
      return others.map(([over, theirs]) => ({
        of: `${name} / ${over}`,
        ratio: spread(own.map((rate, round) => rate / theirs[round]!)),
      }));
    }),
  };
  const show = (name: string, { median, low, high }: Spread, digits: number) => {
    const [a, b, c] = [median, low, high].map((value) => value.toFixed(digits));
    console.log(`${row.task.padEnd(24)} ${name.padEnd(24)} ${a} (${b}–${c})`);
  };
  for (const [name, rate] of Object.entries(row.results)) show(name, rate, 0);
  for (const { of, ratio } of row.ratios) show(of, ratio, 2);
  return row;
}

/** Returns the median, lowest and highest of an odd number of values. */
export function spread(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  return { median: sorted[sorted.length >> 1]!, low: sorted[0]!, high: sorted.at(-1)! };
}

/** Compares ten losses of a small model on the plain reference kernels and on ours; throws unless they agree to 1e-5. */
async function checkEquality(): Promise<void> {
  const losses: number[][] = [];
  for (const backend of ['cpu', 'simd']) {
    await setBackend(backend);
    const step = trainingStep({ task: 'train', batch: 4, length: 16, units: 32 });
    losses.push([]);
    for (let i = 0; i < 10; i++) losses.at(-1)!.push(await step());
  }
  const [plain, ours] = losses as [number[], number[]];
  const worst = Math.max(...plain.map((loss, i) => Math.abs(loss - ours[i]!) / loss));
  if (!(worst < 1e-5))
    throw new Error(`Expected equal losses on both engines, got a difference of ${worst}.`);
}

/** Interpreters to try: those named in LONGRANGE_PYTHON, separated as in PATH, or python3. */
const interpreters = (process.env.LONGRANGE_PYTHON ?? 'python3').split(delimiter);

/** PyTorch on the CPU, in both precisions and compiled. The first is the peer that targets refer to. */
const PYTORCH = [['pytorch.py'], ['pytorch.py', 'bfloat16'], ['pytorch.py', 'compiled']] as const;

/**
 * Starts the peers that are installed, each a script in `peers/` with its arguments, in processes that stay up between measurements;
 * prints which are absent.
 */
async function startPeers(peers: readonly (readonly string[])[], threads: number): Promise<Contestant[]> {
  const found: Contestant[] = [];
  for (const [script, ...words] of peers) {
    let peer: Contestant | string = '';
    for (const python of interpreters) {
      if (typeof peer === 'string') peer = await start(python, script!, [String(threads), ...words]);
    }
    if (typeof peer !== 'string') found.push(peer);
    console.log(
      typeof peer === 'string' ? `absent: ${[script, ...words].join(' ')}: ${peer}` : `peer: ${peer.name}`,
    );
  }
  return found;
}

/** Starts a peer; returns what stands in the way if it is not installed. */
async function start(python: string, script: string, words: readonly string[]): Promise<Contestant | string> {
  const path = fileURLToPath(new URL(`../peers/${script}`, import.meta.url));
  const child = spawn(python, [path, ...words]);
  let complaints = '';
  child.stderr.on('data', (data) => {
    complaints += data;
  });
  const complaint = () => complaints.trim().split('\n').at(-1) || `no ${python}`;
  child.on('error', () => {});
  const closed = new Promise((resolve) => child.once('close', resolve));
  child.stdin.on('error', () => {});
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const read = async () => {
    const { value, done } = await lines.next();
    if (done) await closed;
    return done ? null : (JSON.parse(value) as Record<string, unknown>);
  };
  const hello = await read();
  if (hello === null) return complaint();
  const tasks = hello.tasks as readonly string[];
  return {
    name: String(hello.name),
    takes: (task) => tasks.includes('network' in task ? `${task.task} blocks` : task.task),
    async measure(task, repeats) {
      const { batch, length } = task;
      const model = 'network' in task ? { config: modelConfig(task) } : { units: task.units };
      const files = hello.files === undefined ? {} : { folder: await scoringFiles(task) };
      child.stdin.write(
        `${JSON.stringify({ task: task.task, batch, length, ...model, ...files, repeats })}\n`,
      );
      const answer = await read();
      if (answer === null)
        throw new Error(`Expected an answer from bench/peers/${script}, got its end: ${complaint()}`);
      return Number(answer.charactersPerSecond);
    },
    close: () => void child.kill(),
  };
}
