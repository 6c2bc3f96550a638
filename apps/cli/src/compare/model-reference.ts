import { LongrangeError } from '@longrange/errors';
import {
  bestCheckpoint,
  type CheckpointReference,
  findCheckpoint,
  listCheckpoints,
} from '@longrange/trainer';
import { runFolderOf } from '../run/run-record.ts';
import { formatCount } from '../terminal/format.ts';

const ONE = String.raw`(?:\d+|best|latest|all|every:[1-9]\d*)`;
const SELECTOR = new RegExp(`^(.+)@(${ONE}(?:,${ONE})*)$`, 's');

/**
 * The checkpoints that a word of the command line names: `RUN`, or `RUN@…` with steps, `best`, `latest`, `all` or `every:N` (steps
 * that N divides, and the last) after it, separated by commas. By rising step, each once.
 *
 * @throws LongrangeError `CHECKPOINT_NOT_FOUND` (exit code 2), `CHECKPOINT_INCOMPLETE`
 */
export async function findModels(runs: string, word: string): Promise<CheckpointReference[]> {
  const [, run, selectors] = SELECTOR.exec(word) ?? [];
  if (run === undefined || selectors === undefined) return [await findCheckpoint(runs, word)];
  const folder = runFolderOf((await findCheckpoint(runs, run)).folder);
  const checkpoints = await listCheckpoints(folder);
  const chosen = new Set(selectors.split(',').flatMap((selector) => select(checkpoints, selector, folder)));
  return checkpoints.filter((checkpoint) => chosen.has(checkpoint));
}

function select<T extends CheckpointReference>(
  checkpoints: readonly T[],
  selector: string,
  folder: string,
): T[] {
  const last = checkpoints.at(-1)!;
  if (selector === 'all') return [...checkpoints];
  if (selector === 'latest') return [last];
  if (selector === 'best') return [bestCheckpoint(checkpoints) ?? notThere(checkpoints, selector, folder)];
  if (selector.startsWith('every:')) {
    const every = Number(selector.slice('every:'.length));
    return checkpoints.filter((checkpoint) => checkpoint.step % every === 0 || checkpoint === last);
  }
  const step = Number(selector);
  return [
    checkpoints.find((checkpoint) => checkpoint.step === step) ?? notThere(checkpoints, selector, folder),
  ];
}

function notThere(checkpoints: readonly CheckpointReference[], selector: string, folder: string): never {
  const wanted = selector === 'best' ? 'with a validation loss' : `of step ${formatCount(Number(selector))}`;
  const steps = checkpoints.map(({ step }) => formatCount(step)).join('; ');
  throw new LongrangeError({
    code: 'CHECKPOINT_NOT_FOUND',
    message: `Expected a checkpoint ${wanted} in ${folder}, got only those of steps ${steps}.`,
    hint: 'training keeps the two newest and the best; keep more with --set keepCheckpoints=100.',
    exitCode: 2,
  });
}
