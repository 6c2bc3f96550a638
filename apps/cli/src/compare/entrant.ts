import { LongrangeError } from '@longrange/errors';
import { namesModelFile } from '@longrange/formats';
import { corpusOptions } from '@longrange/trainer';
import { readFound } from '@longrange/trainer/internal';
import { type FindSourceOptions, refuseFileOptions, sourceOf } from '../model/find-model-source.ts';
import { readModelSource } from '../model/model-file.ts';
import { describeSource, type ModelSource } from '../model/model-source.ts';
import type { HeldOutSplit } from '../options/shared-options.ts';
import { type RunRecord, readRunRecord } from '../run/run-record.ts';
import { findModels } from './model-reference.ts';

/** One model that takes part in a comparison. */
export interface Entrant extends ModelSource {
  /** Null for a file. */
  readonly record: RunRecord | null;
}

/**
 * All models that the words name, each once, in their order; checkpoints of one run alone by rising step.
 *
 * @throws LongrangeError (exit code 2) `USAGE` for fewer than two, `COMPARISON_CORPORA` where they were trained on different
 * text, and as `findCheckpoint`, `readRunRecord`, `readModel` and `readModelSource` for what cannot be found or read
 */
export async function findEntrants(
  options: FindSourceOptions & { readonly heldOut: HeldOutSplit },
  words: readonly string[],
): Promise<Entrant[]> {
  if (words.length === 0) throw tooFew('none');
  const found = new Map<string, ModelSource>();
  for (const word of words) {
    for (const source of await findSources(options, word)) found.set(source.path, source);
  }
  if (found.size < 2) throw tooFew(`one (${describeSource([...found.values()][0]!)})`);
  const entrants: Entrant[] = [];
  for (const source of found.values()) {
    const record = source.training === null ? null : await readRunRecord(source.training.runFolder);
    entrants.push({ ...source, record });
  }
  requireOneCorpus(entrants, options);
  return isTrajectory(entrants) ? entrants.sort((a, b) => a.training!.step - b.training!.step) : entrants;
}

async function findSources(options: FindSourceOptions, word: string): Promise<ModelSource[]> {
  if (namesModelFile(word)) return [await readModelSource(word, options)];
  return (await readFound(() => findModels(options.runs, word))).map(sourceOf);
}

/** Several checkpoints of one run: how did it come to this? */
export function isTrajectory(entrants: readonly Entrant[]): boolean {
  return new Set(entrants.map(originOf)).size === 1;
}

/** The folder of the run, or the file. */
export function originOf({ path, training }: Entrant): string {
  return training?.runFolder ?? path;
}

function requireOneCorpus(
  entrants: readonly Entrant[],
  options: FindSourceOptions & { readonly heldOut: HeldOutSplit },
): void {
  const [first, ...others] = entrants.flatMap(({ name, record }) =>
    record === null ? [] : [{ name, record }],
  );
  // Files are measured on what the runs beside them were trained on.
  const { vocabulary, corpus = [], set = [] } = options;
  if (first !== undefined) refuseFileOptions(vocabulary === undefined ? options : { corpus, set });
  if (entrants.every(({ record }) => record !== null)) refuseFileOptions(options);
  const other = others.find(({ record }) => corpusOf(record) !== corpusOf(first!.record));
  // Whole projects are held out of every corpus alike.
  if (other === undefined || options.heldOut === 'projects') return;
  throw new LongrangeError({
    code: 'COMPARISON_CORPORA',
    message:
      `Expected runs of one corpus and one split, got ${describe(first!)} and ${describe(other)}: ` +
      'their held-out texts differ, or what one held out the other was trained on.',
    hint: 'train both on the same corpus with the same split, or compare them on whole projects: --held-out projects.',
    exitCode: 2,
  });
}

/** What decides which characters are held out. */
function corpusOf({ corpus }: RunRecord): string {
  return JSON.stringify([corpus.sha256, corpusOptions(corpus.config).split]);
}

function describe({ name, record: { corpus } }: { name: string; record: RunRecord }): string {
  const split = Object.entries(corpus.config.split).map(([key, value]) => `${key} ${value}`);
  return `${name} (${corpus.config.sources.join(', ')}, SHA-256 ${corpus.sha256.slice(0, 12)}…, split: ${split.join(', ')})`;
}

function tooFew(got: string): LongrangeError {
  return new LongrangeError({
    code: 'USAGE',
    message: `Expected two or more models, or several checkpoints of one run, got ${got}.`,
    hint: 'longrange compare RUN RUN, or RUN@all for the checkpoints that a run has kept (train with --set keepCheckpoints=100 to keep more).',
    exitCode: 2,
  });
}
