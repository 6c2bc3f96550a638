import { execFileSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { embeddedEngine } from './embedded.ts';
import { machine, spread } from './race.ts';
import type { LstmTask } from './task.ts';

const ROUNDS = 3;
const base: LstmTask = { task: 'train', batch: 16, length: 128, units: 256 };
/** About so many characters × units² are worked off in a measurement. */
const WORK = 2 ** 29;

const series = {
  batch: [1, 2, 4, 8, 16, 32, 64, 128, 256, 512],
  length: [16, 32, 64, 128, 256, 512, 1024],
  units: [64, 128, 256, 512, 1024],
} as const;

interface Point {
  readonly what: keyof typeof series;
  readonly value: number;
  /** Characters per second. */
  readonly rate: number;
}

/** Prints the points of one number of threads as JSON; a process has one engine. */
export async function scalingOf(threads: number): Promise<void> {
  const embedded = await embeddedEngine(threads);
  const points: Point[] = [];
  for (const what of Object.keys(series) as (keyof typeof series)[]) {
    for (const value of series[what]) {
      // A batch of 512 × 128 is what one goes through in micro-batches; longer ones would say nothing new.
      const task = { ...base, [what]: value };
      const repeats = Math.max(1, Math.round(WORK / (task.batch * task.length * task.units ** 2)));
      const rates = [];
      for (let round = 0; round < ROUNDS; round++) rates.push(await embedded.measure(task, repeats));
      points.push({ what, value, rate: Math.round(spread(rates).median) });
    }
  }
  console.log(JSON.stringify({ name: embedded.name, points }));
}

/** Characters per second of training over threads, batch, length and units: a Markdown table for each, and JSON last. */
export async function scaling(): Promise<void> {
  const most = availableParallelism();
  const counts = Array.from({ length: Math.ceil(Math.log2(most)) + 1 }, (_, i) => Math.min(2 ** i, most));
  const main = fileURLToPath(import.meta.url);
  const results = counts.map((threads) => {
    const output = execFileSync(process.execPath, [main, 'scaling-of', String(threads)], {
      encoding: 'utf8',
    });
    const lines = output.trim().split('\n');
    return { threads, ...(JSON.parse(lines.at(-1)!) as { name: string; points: Point[] }) };
  });
  console.log(`${results[0]!.name}, Node ${process.versions.node}; else ${JSON.stringify(base)}`);
  for (const what of Object.keys(series) as (keyof typeof series)[]) {
    console.log(`\n| ${what} | ${counts.map((n) => `${n} ${n === 1 ? 'thread' : 'threads'}`).join(' | ')} |`);
    console.log(`|---|${counts.map(() => '---|').join('')}`);
    for (const value of series[what]) {
      const rates = results.map(
        ({ points }) => points.find((p) => p.what === what && p.value === value)!.rate,
      );
      console.log(`| ${value} | ${rates.map((rate) => rate.toLocaleString('en')).join(' | ')} |`);
    }
  }
  console.log(JSON.stringify({ date: new Date().toISOString(), machine: machine(most), base, results }));
}
