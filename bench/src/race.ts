import { availableParallelism, cpus, loadavg } from 'node:os';
import { embeddedEngine, nativeEngines, tensorFlowEngines } from './embedded.ts';
import { checkEquality } from './equality.ts';
import { findPeers, findPyTorch, findTensorFlowPeers } from './peers.ts';
import { blockNetworks, type Contestant, describeTask, type Task } from './task.ts';
import { benchTextMetrics } from './text-metrics.ts';

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

/** Training of all first, then scoring. */
const blocksTasks: readonly Repeated[] = (['train', 'score'] as const).flatMap((task) =>
  blockNetworks.map((network) => ({
    task,
    batch: 16,
    length: 128,
    network,
    repeats: task === 'train' ? 6 : 18,
  })),
);

export interface Spread {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

export function spread(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  return { median: sorted[sorted.length >> 1]!, low: sorted[0]!, high: sorted.at(-1)! };
}

export const machine = (threads: number) => ({
  cpu: cpus()[0]?.model,
  threads,
  node: process.versions.node,
  load: loadavg().map((load) => Math.round(load * 100) / 100),
});

interface Ratio {
  readonly ours: string;
  readonly over: string;
  readonly ratio: Spread;
}

interface Row {
  readonly task: string;
  /** Characters per second. */
  readonly results: Readonly<Record<string, Spread>>;
  /** Each of our engines over each peer, and over our first, round by round. */
  readonly ratios: readonly Ratio[];
}

/** Every contestant in turn, round by round, so that a change of the machine's speed meets all of them. */
async function run(task: Repeated, ours: readonly Contestant[], peers: readonly Contestant[]): Promise<Row> {
  const { repeats, ...work } = task;
  const here = [...ours, ...peers].filter((contestant) => contestant.takes(work));
  const rates = here.map(() => [] as number[]);
  for (let round = 0; round < ROUNDS; round++) {
    for (const [i, contestant] of here.entries()) rates[i]!.push(await contestant.measure(work, repeats));
  }
  const named = here.map(({ name }, i) => [name, rates[i]!] as const);
  return {
    task: describeTask(work),
    results: Object.fromEntries(named.map(([name, own]) => [name, spread(own)])),
    ratios: named.slice(0, ours.length).flatMap(([name, own], index) => {
      const others = named.filter((_, other) => other >= ours.length || (other === 0 && index > 0));
      return others.map(([over, theirs]) => ({
        ours: name,
        over,
        ratio: spread(own.map((rate, round) => rate / theirs[round]!)),
      }));
    }),
  };
}

function print({ task, results, ratios }: Row): void {
  const rate = (value: number): string =>
    value < 100 ? value.toFixed(1) : Math.round(value).toLocaleString('en');
  for (const [name, { median, low, high }] of Object.entries(results)) {
    console.log(
      `${task.padEnd(24)} ${name.padEnd(24)} ${rate(median)} characters/s (${rate(low)}–${rate(high)})`,
    );
  }
  for (const { ours, over, ratio } of ratios) {
    const [median, low, high] = [ratio.median, ratio.low, ratio.high].map((value) => value.toFixed(2));
    console.log(`${task.padEnd(24)} ${ours} / ${over} = ${median} (${low}–${high})`);
  }
}

/** Tasks that several take, one after the other; the rows are printed as they come. */
export async function runAll(
  work: readonly Repeated[],
  ours: readonly Contestant[],
  peers: readonly Contestant[],
): Promise<Row[]> {
  const rows: Row[] = [];
  for (const task of work) {
    const row = await run(task, ours, peers);
    rows.push(row);
    print(row);
  }
  for (const peer of peers) peer.close();
  return rows;
}

/** The same work on our engines and on every peer that is here; the last line is one JSON document. */
export async function race(): Promise<void> {
  const threads = availableParallelism();
  const ours = [
    await embeddedEngine(threads),
    ...(await nativeEngines(threads)),
    ...(await tensorFlowEngines({ threads })),
  ];
  await checkEquality();
  const peers = await findPeers(threads);
  console.log(`${cpus()[0]?.model} × ${threads}, Node ${process.versions.node}`);
  const rows = await runAll([...lstmTasks, ...blocksTasks], ours, peers);
  const textMetrics = await benchTextMetrics();
  console.log(
    JSON.stringify({
      date: new Date().toISOString(),
      machine: machine(threads),
      rounds: ROUNDS,
      rows,
      textMetrics,
    }),
  );
}

/**
 * Networks of blocks alone, on our embedded engines beside PyTorch.
 *
 * @param part of the description of what is raced: `mingru`, `score`; everything if it is empty
 */
export async function raceNetworks(part = '', threads = availableParallelism()): Promise<void> {
  const ours = [await embeddedEngine(threads), ...(await nativeEngines(threads))];
  const peers = await findPyTorch(threads);
  console.log(`${cpus()[0]?.model}, ${threads} threads, Node ${process.versions.node}`);
  const work = blocksTasks.filter((task) => describeTask(task).includes(part));
  const rows = await runAll(work, ours, peers);
  console.log(
    JSON.stringify({ date: new Date().toISOString(), machine: machine(threads), rounds: ROUNDS, rows }),
  );
}

/**
 * Training on TensorFlow alone: the engine node, or node-gpu, beside Keras on the same device in the same precisions, and beside TensorFlow.js' own layers.
 */
export async function raceOnTensorFlow(device: 'cpu' | 'gpu'): Promise<void> {
  const threads = availableParallelism();
  const ours = await tensorFlowEngines({ threads, device });
  if (ours.length === 0) {
    process.exitCode = 1;
    return;
  }
  const peers = await findTensorFlowPeers(threads, device);
  const training = lstmTasks.filter(({ task, batch }) => task === 'train' && batch > 2);
  const rows = await runAll(training, ours, peers);
  console.log(
    JSON.stringify({
      date: new Date().toISOString(),
      machine: machine(threads),
      device,
      rounds: ROUNDS,
      rows,
    }),
  );
}
