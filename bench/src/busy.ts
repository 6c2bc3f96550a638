import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism, loadavg } from 'node:os';
import { embeddedEngine, nativeEngines } from './embedded.ts';
import { pythonPeer } from './python-peer.ts';
import { machine, type Spread, spread } from './race.ts';
import { type Contestant, describeTask, type Task } from './task.ts';

const ROUNDS = 5;
/** How long one measurement takes at least, and the work before it, in which an engine may choose its threads. */
const MILLISECONDS = 1000;
const tasks: readonly Task[] = [
  { task: 'train', batch: 16, length: 128, units: 256 },
  { task: 'score', batch: 64, length: 256, units: 256 },
  { task: 'sample', batch: 1, length: 500, units: 256 },
  { task: 'sample', batch: 64, length: 500, units: 256 },
];

/** Characters per second, over whole steps. */
async function speed(contestant: Contestant, task: Task): Promise<number> {
  let milliseconds = 0;
  let steps = 0;
  while (milliseconds < MILLISECONDS) {
    const rate = await contestant.measure(task, 1);
    milliseconds += (task.batch * task.length * 1000) / rate;
    steps += 1;
  }
  return (task.batch * task.length * steps * 1000) / milliseconds;
}

/** A process that computes and does nothing else, on one core. */
async function startBusyProcess(): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['-e', "process.stdout.write('.'); for (;;);"], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  await once(child.stdout, 'data');
  return child;
}

async function endProcess(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

interface Row {
  readonly task: string;
  readonly name: string;
  /** Characters per second. */
  readonly quiet: Spread;
  readonly busy: Spread;
  /** Busy over quiet, round by round. */
  readonly ratio: Spread;
}

async function measure(contestant: Contestant, task: Task): Promise<Row> {
  const pairs: { quiet: number; busy: number }[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    await speed(contestant, task);
    const quiet = await speed(contestant, task);
    const process = await startBusyProcess();
    try {
      await speed(contestant, task);
      pairs.push({ quiet, busy: await speed(contestant, task) });
    } finally {
      await endProcess(process);
    }
  }
  return {
    task: describeTask(task),
    name: contestant.name,
    quiet: spread(pairs.map(({ quiet }) => quiet)),
    busy: spread(pairs.map(({ busy }) => busy)),
    ratio: spread(pairs.map(({ quiet, busy }) => busy / quiet)),
  };
}

/** What one other process that computes costs: each engine and PyTorch, alone and beside it, in turn. The last line is one JSON document. */
export async function busy(only = ''): Promise<void> {
  const threads = availableParallelism();
  const peers = [
    await pythonPeer('pytorch.py', threads),
    await pythonPeer('pytorch.py', threads, 'bfloat16'),
  ].flatMap((peer) => (peer === null ? [] : [peer]));
  const contestants = [await embeddedEngine(threads), ...(await nativeEngines(threads)), ...peers];
  const rows: Row[] = [];
  for (const task of tasks) {
    for (const contestant of contestants) {
      if (!`${describeTask(task)} ${contestant.name}`.includes(only)) continue;
      const row = await measure(contestant, task);
      rows.push(row);
      const [quiet, busy] = [row.quiet, row.busy].map(({ median }) =>
        Math.round(median).toLocaleString('en'),
      );
      const [median, low, high] = [row.ratio.median, row.ratio.low, row.ratio.high].map((r) => r.toFixed(2));
      console.log(
        `${row.task.padEnd(24)} ${row.name.padEnd(24)} ${quiet} → ${busy} characters/s, ${median} (${low}–${high}); load ${loadavg()[0]!.toFixed(1)}`,
      );
    }
  }
  for (const peer of peers) peer.close();
  console.log(
    JSON.stringify({ date: new Date().toISOString(), machine: machine(threads), rounds: ROUNDS, rows }),
  );
}
