import { availableParallelism, cpus, loadavg } from 'node:os';
import { embeddedEngine } from './embedded.ts';
import { checkEquality } from './equality.ts';
import { pytorch } from './pytorch.ts';
import { type Contestant, describeTask, type Task } from './task.ts';
import { benchTextMetrics } from './text-metrics.ts';

const ROUNDS = 5;
const tasks: readonly (Task & { readonly repeats: number })[] = [
  { task: 'train', batch: 64, length: 256, units: 256, repeats: 2 },
  { task: 'train', batch: 16, length: 128, units: 256, repeats: 8 },
  { task: 'score', batch: 64, length: 256, units: 256, repeats: 3 },
  { task: 'sample', batch: 1, length: 500, units: 256, repeats: 2 },
  { task: 'sample', batch: 64, length: 200, units: 256, repeats: 1 },
];

interface Row {
  readonly task: string;
  readonly results: Readonly<Record<string, { median: number; low: number; high: number }>>;
  /** Ours over the peer's, round by round. */
  readonly ratio: { median: number; low: number; high: number } | null;
}

function spread(values: readonly number[]): { median: number; low: number; high: number } {
  const sorted = [...values].sort((a, b) => a - b);
  return { median: sorted[sorted.length >> 1]!, low: sorted[0]!, high: sorted.at(-1)! };
}

/** Every contestant in turn, round by round, so that a change of the machine's speed meets all of them. */
async function race(task: (typeof tasks)[number], contestants: readonly Contestant[]): Promise<Row> {
  const { repeats, ...work } = task;
  const rates = contestants.map(() => [] as number[]);
  for (let round = 0; round < ROUNDS; round++) {
    for (const [i, contestant] of contestants.entries())
      rates[i]!.push(await contestant.measure(work, repeats));
  }
  const [ours, theirs] = rates;
  return {
    task: describeTask(work),
    results: Object.fromEntries(contestants.map(({ name }, i) => [name, spread(rates[i]!)])),
    ratio: theirs === undefined ? null : spread(ours!.map((rate, round) => rate / theirs[round]!)),
  };
}

function print({ task, results, ratio }: Row): void {
  const cells = Object.entries(results).map(
    ([name, { median, low, high }]) =>
      `${name} ${Math.round(median).toLocaleString('en')} (${Math.round(low).toLocaleString('en')}–${Math.round(high).toLocaleString('en')})`,
  );
  const times =
    ratio === null
      ? ''
      : ` · ratio ${ratio.median.toFixed(2)} (${ratio.low.toFixed(2)}–${ratio.high.toFixed(2)})`;
  console.log(`${task.padEnd(26)} characters/s: ${cells.join(' · ')}${times}`);
}

const threads = availableParallelism();
const embedded = await embeddedEngine(threads);
await checkEquality();
const peer = await pytorch(threads);
console.log(
  peer === null
    ? 'PyTorch: absent (no `torch` in python3; LONGRANGE_PYTHON names another interpreter)'
    : `peer: ${peer.name}`,
);
console.log(
  `${cpus()[0]?.model} × ${threads}, Node ${process.versions.node}, load ${loadavg()[0]!.toFixed(2)}`,
);
const rows: Row[] = [];
for (const task of tasks) {
  const row = await race(task, peer === null ? [embedded] : [embedded, peer]);
  rows.push(row);
  print(row);
}
peer?.close();
const textMetrics = await benchTextMetrics();
const machine = { cpu: cpus()[0]?.model, threads, node: process.versions.node, load: loadavg() };
console.log(JSON.stringify({ date: new Date().toISOString(), machine, rounds: ROUNDS, rows, textMetrics }));
