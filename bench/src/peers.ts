import { spawn } from 'node:child_process';
import { delimiter } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { modelConfig } from './embedded.ts';
import type { Contestant } from './task.ts';

/** Interpreters to try: those named in LONGRANGE_PYTHON, separated as in PATH, or python3. */
const interpreters = (process.env.LONGRANGE_PYTHON ?? 'python3').split(delimiter);

/** PyTorch on the CPU, in both precisions and compiled. The first is the peer that targets refer to. */
export const PYTORCH = [['pytorch.py'], ['pytorch.py', 'bfloat16'], ['pytorch.py', 'compiled']] as const;

/**
 * Starts the peers that are installed, each a script in `peers/` with its arguments, in processes that stay up between measurements;
 * prints which are absent.
 */
export async function startPeers(
  peers: readonly (readonly string[])[],
  threads: number,
): Promise<Contestant[]> {
  const found: Contestant[] = [];
  for (const [script, ...words] of peers) {
    let peer: Contestant | null = null;
    for (const python of interpreters) peer ??= await start(python, script!, [String(threads), ...words]);
    console.log(peer === null ? `absent: ${script} ${words.join(' ')}` : `peer: ${peer.name}`);
    if (peer !== null) found.push(peer);
  }
  return found;
}

async function start(python: string, script: string, words: readonly string[]): Promise<Contestant | null> {
  const path = fileURLToPath(new URL(`../peers/${script}`, import.meta.url));
  const child = spawn(python, [path, ...words], { stdio: ['pipe', 'pipe', 'ignore'] });
  child.on('error', () => {});
  child.stdin.on('error', () => {});
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const read = async () => {
    const { value, done } = await lines.next();
    return done ? null : (JSON.parse(value) as Record<string, unknown>);
  };
  const hello = await read();
  if (hello === null) return null;
  const tasks = hello.tasks as readonly string[];
  return {
    name: String(hello.name),
    takes: (task) => tasks.includes('network' in task ? `${task.task} blocks` : task.task),
    async measure(task, repeats) {
      const { batch, length } = task;
      const model = 'network' in task ? { config: modelConfig(task) } : { units: task.units };
      child.stdin.write(`${JSON.stringify({ task: task.task, batch, length, ...model, repeats })}\n`);
      const answer = await read();
      if (answer === null) throw new Error(`Expected an answer from bench/peers/${script}, got its end.`);
      return Number(answer.charactersPerSecond);
    },
    close: () => void child.kill(),
  };
}
