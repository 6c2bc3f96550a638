import { availableParallelism } from 'node:os';
import { dispose, engine, matMul, ones, type Rank, setBackend } from '@tensorflow/tfjs-core';
import { embeddedEngine, nativeEngines, parameterCount, trainingStep } from './embedded.ts';
import { machine, spread } from './race.ts';
import { blockNetworks, describeTask, type Task } from './task.ts';

const sizes: readonly (Task & { readonly steps: number })[] = [
  { task: 'train', batch: 64, length: 256, units: 256, steps: 8 },
  { task: 'train', batch: 16, length: 128, units: 256, steps: 40 },
  { task: 'train', batch: 8, length: 64, units: 256, steps: 100 },
  ...blockNetworks.map((network) => ({ task: 'train', batch: 16, length: 128, network, steps: 16 }) as const),
];

/** GFLOP/s of a product of a training step by itself, (2,048 × 256) × (256 × 1,024). */
function productSpeed(): number {
  const [M, K, N] = [2048, 256, 1024];
  const [a, b] = [ones<Rank.R2>([M, K]), ones<Rank.R2>([K, N])];
  const speeds = Array.from({ length: 41 }, () => {
    const started = performance.now();
    matMul(a, b).dispose();
    return (2 * M * K * N) / (performance.now() - started) / 1e6;
  });
  dispose([a, b]);
  return spread(speeds).median;
}

/** What our engines have in common, as far as a profile looks inside. */
interface ProfiledEngine {
  run(job: string, ...rest: unknown[]): void;
  /** GFLOP/s that no product can exceed; only the native engine knows. */
  limit?(): number;
  /** Milliseconds that a thread has waited for the others; only the native engine knows. */
  readonly waited?: number;
}

/**
 * Where the time of a training step goes on each of our engines: the share of each kind of job, and of all that is not a job.
 *
 * @param part of the description of what is profiled: `mingru`, `64 × 256`; everything if it is empty
 */
export async function profile(part = '', threads = availableParallelism()): Promise<void> {
  const engines = [await embeddedEngine(threads), ...(await nativeEngines(threads))];
  const profiles = [];
  for (const { name, backend } of engines) {
    await setBackend(backend);
    profiles.push({ engine: name, ...(await profileBackend(name, threads, part)) });
  }
  console.log(JSON.stringify({ date: new Date().toISOString(), machine: machine(threads), profiles }));
}

/** Of the backend that is set. */
async function profileBackend(name: string, threads: number, part: string) {
  const { engine: profiled } = engine().backend as unknown as { readonly engine: ProfiledEngine };
  const limit = profiled.limit?.();
  console.log(`${name}, ${threads} threads, Node ${process.versions.node}`);
  if (limit !== undefined) console.log(`limit of the instructions: ${limit.toFixed(0)} GFLOP/s`);
  const run = profiled.run.bind(profiled);
  let spent = new Map<string, number>();
  profiled.run = (job, ...rest) => {
    const started = performance.now();
    run(job, ...rest);
    spent.set(job, (spent.get(job) ?? 0) + performance.now() - started);
  };
  const rows = [];
  for (const { steps, ...task } of sizes) {
    if (!describeTask(task).includes(part)) continue;
    const step = trainingStep(task);
    // Networks of blocks run more JavaScript, which V8 compiles late.
    const first = 'network' in task ? 16 : 3;
    for (let i = 0; i < first; i++) await step();
    spent = new Map();
    const waitedBefore = profiled.waited ?? 0;
    const started = performance.now();
    for (let i = 0; i < steps; i++) await step();
    const total = performance.now() - started;
    const waiting = profiled.waited === undefined ? null : (profiled.waited - waitedBefore) / total;
    const jobs = [...spent].sort(([, a], [, b]) => b - a);
    const rest = total - jobs.reduce((sum, [, ms]) => sum + ms, 0);
    const shares = Object.fromEntries(
      [...jobs, ['elsewhere', rest] as const].map(([job, ms]) => [job, ms / total]),
    );
    const rate = (task.batch * task.length * steps * 1000) / total;
    const products = productSpeed();
    const speed = (6 * parameterCount(task) * rate) / 1e9;
    const used = speed / products;
    const ofLimit = limit === undefined ? null : speed / limit;
    rows.push({
      ...{ task: describeTask(task), charactersPerSecond: rate, products, used, ofLimit },
      ...{ shares, milliseconds: total / steps, waiting },
    });
    console.log(
      `${describeTask(task)}: ${Math.round(rate).toLocaleString('en')} characters/s, at 6 × parameters ` +
        `${(100 * used).toFixed(0)} % of what products alone reach (${products.toFixed(0)} GFLOP/s)` +
        (ofLimit === null ? '' : `, ${(100 * ofLimit).toFixed(0)} % of the limit`),
    );
    for (const [job, share] of Object.entries(shares)) {
      const milliseconds = ((share * total) / steps).toFixed(1).padStart(7);
      console.log(`  ${job.padEnd(22)} ${milliseconds} ms a step, ${(100 * share).toFixed(1)} %`);
    }
    if (waiting !== null) console.log(`  of these, waiting for each other: ${(100 * waiting).toFixed(1)} %`);
  }
  profiled.run = run;
  return { limit: limit ?? null, rows };
}
