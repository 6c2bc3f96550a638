import { availableParallelism } from 'node:os';
import type { SimdBackend } from '@longrange/backend-simd';
import { engine } from '@tensorflow/tfjs-core';
import { JOB } from '../../packages/backend-simd/src/engine.ts';
import { embeddedEngine, trainingStep } from './embedded.ts';
import { machine } from './race.ts';
import { describeTask, type Task } from './task.ts';

const sizes: readonly (Task & { readonly steps: number })[] = [
  { task: 'train', batch: 64, length: 256, units: 256, steps: 8 },
  { task: 'train', batch: 16, length: 128, units: 256, steps: 40 },
  { task: 'train', batch: 8, length: 64, units: 256, steps: 100 },
];

/** Where the time of a training step goes: the share of each kind of job, and of all that is not a job. */
export async function profile(): Promise<void> {
  const threads = availableParallelism();
  const { name } = await embeddedEngine(threads);
  console.log(`${name}, ${threads} threads, Node ${process.versions.node}`);
  const { engine: wasm } = engine().backend as SimdBackend;
  const names = Object.fromEntries(Object.entries(JOB).map(([job, kind]) => [kind, job]));
  const run = wasm.run.bind(wasm);
  let spent = new Map<string, number>();
  wasm.run = (kind, ...rest) => {
    const started = performance.now();
    run(kind, ...rest);
    const job = names[kind] ?? String(kind);
    spent.set(job, (spent.get(job) ?? 0) + performance.now() - started);
  };
  const rows = [];
  for (const { steps, ...task } of sizes) {
    const step = trainingStep(task);
    for (let i = 0; i < 3; i++) await step();
    spent = new Map();
    const started = performance.now();
    for (let i = 0; i < steps; i++) await step();
    const total = performance.now() - started;
    const jobs = [...spent].sort(([, a], [, b]) => b - a);
    const rest = total - jobs.reduce((sum, [, ms]) => sum + ms, 0);
    const shares = Object.fromEntries(
      [...jobs, ['elsewhere', rest] as const].map(([job, ms]) => [job, ms / total]),
    );
    const rate = (task.batch * task.length * steps * 1000) / total;
    rows.push({ task: describeTask(task), charactersPerSecond: rate, shares });
    console.log(`${describeTask(task)}: ${Math.round(rate).toLocaleString('en')} characters/s`);
    for (const [job, share] of Object.entries(shares))
      console.log(`  ${job.padEnd(22)} ${(100 * share).toFixed(1)} %`);
  }
  console.log(JSON.stringify({ date: new Date().toISOString(), machine: machine(threads), rows }));
}
