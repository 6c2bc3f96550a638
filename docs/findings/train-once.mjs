// Trains the networks of findings with the built command, and finds their last checkpoints.
import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

export const root = join(import.meta.dirname, '../..');

/** Runs a script of Node, and returns what it prints. */
export async function node(...words) {
  const { stdout } = await promisify(execFile)(process.execPath, words, { cwd: root, maxBuffer: 2 ** 28 });
  return stdout;
}

/** Trains a run, or goes on with it, unless it has ended. @returns the folder of the last checkpoint */
export async function trainOnce(runs, name, { threads, seed, settings }) {
  const checkpoints = join(runs, name, 'checkpoints');
  const outcome = join(runs, name, 'outcome.json');
  const isDone = existsSync(outcome) && JSON.parse(readFileSync(outcome, 'utf8')).kind === 'completed';
  if (!isDone) {
    const how = existsSync(checkpoints)
      ? ['--resume', 'latest']
      : ['--precision', 'mixed_bfloat16', '--seed', String(seed), '--set', ...settings];
    const run = ['train', '--runs', runs, '--run', name, '--engine', 'native', '--threads', String(threads)];
    await node(join(root, 'apps/cli/dist/main.js'), ...run, ...how);
  }
  const whole = readdirSync(checkpoints).filter((one) => existsSync(join(checkpoints, one, 'COMPLETE')));
  return join(checkpoints, whole.sort().at(-1));
}
