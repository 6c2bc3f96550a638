import { LongrangeError } from '@longrange/errors';
import { corpusOptions, type FoundModel, readFound } from '@longrange/trainer';
import { type RunRecord, readRunRecord, runFolderOf } from '../run/run-record.ts';
import { findModels } from './model-reference.ts';

/** One checkpoint that takes part in a comparison. */
export interface Entrant extends FoundModel {
  readonly runFolder: string;
  readonly record: RunRecord;
}

/**
 * All checkpoints that the words name, each once, in their order; those of one run alone by rising step.
 *
 * @throws LongrangeError (exit code 2) `USAGE` for fewer than two, `COMPARISON_CORPORA` where they were trained on different
 * text, and as `findCheckpoint`, `readRunRecord` and `readModel` for what cannot be found or read
 */
export async function findEntrants(runs: string, words: readonly string[]): Promise<Entrant[]> {
  if (words.length === 0) throw tooFew('none');
  const found = new Map<string, FoundModel>();
  for (const word of words) {
    for (const model of await readFound(() => findModels(runs, word)))
      found.set(model.checkpoint.folder, model);
  }
  if (found.size < 2) {
    const { run, step } = [...found.values()][0]!.checkpoint;
    throw tooFew(`one (${run}, step ${step})`);
  }
  const entrants: Entrant[] = [];
  for (const model of found.values()) {
    const runFolder = runFolderOf(model.checkpoint.folder);
    entrants.push({ ...model, runFolder, record: await readRunRecord(runFolder) });
  }
  requireOneCorpus(entrants);
  return isTrajectory(entrants) ? entrants.sort((a, b) => a.checkpoint.step - b.checkpoint.step) : entrants;
}

/** Several checkpoints of one run: how did it come to this? */
export function isTrajectory(entrants: readonly Entrant[]): boolean {
  return new Set(entrants.map(({ runFolder }) => runFolder)).size === 1;
}

function requireOneCorpus([first, ...others]: readonly Entrant[]): void {
  const other = others.find(({ record }) => corpusOf(record) !== corpusOf(first!.record));
  if (other === undefined) return;
  throw new LongrangeError({
    code: 'COMPARISON_CORPORA',
    message:
      `Expected runs of one corpus and one split, got ${describe(first!)} and ${describe(other)}: ` +
      'their held-out texts differ, or what one held out the other was trained on.',
    hint: 'train both on the same corpus with the same split.',
    exitCode: 2,
  });
}

/** What decides which characters are held out. */
function corpusOf({ corpus }: RunRecord): string {
  return JSON.stringify([corpus.sha256, corpusOptions(corpus.config).split]);
}

function describe({ checkpoint, record: { corpus } }: Entrant): string {
  const split = Object.entries(corpus.config.split).map(([key, value]) => `${key} ${value}`);
  return `${checkpoint.run} (${corpus.config.sources.join(', ')}, SHA-256 ${corpus.sha256.slice(0, 12)}…, split: ${split.join(', ')})`;
}

function tooFew(got: string): LongrangeError {
  return new LongrangeError({
    code: 'USAGE',
    message: `Expected two or more runs, or several checkpoints of one run, got ${got}.`,
    hint: 'longrange compare RUN RUN, or RUN@all for the checkpoints that a run has kept (train with --set keepCheckpoints=100 to keep more).',
    exitCode: 2,
  });
}
