import { spawn } from 'node:child_process';
import { delimiter } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { modelConfig } from './embedded.ts';
import type { Contestant } from './task.ts';

/** Interpreters to try: those that LONGRANGE_PYTHON names, with the PATH's delimiter between them, or python3. */
const interpreters = (process.env.LONGRANGE_PYTHON ?? 'python3').split(delimiter);

/**
 * A script of `peers/` in a process of its own that stays up between measurements; null where no interpreter has what it imports.
 *
 * @param variant further words that the script takes
 */
export async function pythonPeer(
  script: string,
  threads: number,
  ...variant: readonly string[]
): Promise<Contestant | null> {
  for (const python of interpreters) {
    const peer = await start(python, script, [String(threads), ...variant]);
    if (peer !== null) return peer;
  }
  return null;
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
