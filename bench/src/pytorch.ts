import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Contestant } from './task.ts';

const script = fileURLToPath(new URL('../peers/pytorch.py', import.meta.url));

/** PyTorch in a process of its own that stays up between measurements; null where Python has no `torch`. */
export async function pytorch(threads: number): Promise<Contestant | null> {
  const python = process.env.LONGRANGE_PYTHON ?? 'python3';
  const child = spawn(python, [script, String(threads)], { stdio: ['pipe', 'pipe', 'ignore'] });
  child.on('error', () => {});
  child.stdin.on('error', () => {});
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const read = async () => {
    const { value, done } = await lines.next();
    return done ? null : (JSON.parse(value) as Record<string, unknown>);
  };
  const hello = await read();
  if (hello === null) return null;
  return {
    name: String(hello.name),
    async measure(task, repeats) {
      child.stdin.write(`${JSON.stringify({ ...task, repeats })}\n`);
      const answer = await read();
      if (answer === null) throw new Error('Expected an answer from bench/peers/pytorch.py, got its end.');
      return Number(answer.charactersPerSecond);
    },
    close: () => void child.kill(),
  };
}
