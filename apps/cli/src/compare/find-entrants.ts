import { LongrangeError } from '@longrange/errors';
import { namesModelFile } from '@longrange/formats';
import { corpusOptions } from '@longrange/trainer';
import { readFound } from '@longrange/trainer/internal';
import { readModelSource } from '../model/model-file.ts';
import { describeSource } from '../model/model-source.ts';
import { type FindSourceOptions, refuseFileOptions, sourceOf } from '../model/open-model.ts';
import type { HeldOutSplit } from '../options/shared-options.ts';
import { type RunRecord, readRunRecord } from '../run/run-record.ts';
import { type Entrant, isTrajectory, type Network } from './entrant.ts';
import { findOthers } from './find-others.ts';
import { findModels } from './model-reference.ts';

/**
 * All that the words name, each once, in their order; checkpoints of one run alone by rising step.
 *
 * @throws LongrangeError (exit code 2) `USAGE` for fewer than two, `COMPARISON_CORPORA` where they were trained on different
 * text, and as `findCheckpoint`, `readRunRecord`, `readModel`, `readModelSource` and `parseDocumentScores` for what cannot be found or read
 */
export async function findEntrants(
  options: FindSourceOptions & { readonly heldOut: HeldOutSplit },
  words: readonly string[],
): Promise<Entrant[]> {
  if (words.length === 0) throw tooFew('none');
  const found = new Map<string, Entrant>();
  for (const word of words) {
    const others = await findOthers(word);
    for (const one of others ?? (await findNetworks(options, word))) found.set(one.path, one);
  }
  const entrants = [...found.values()];
  if (entrants.length < 2) throw tooFew(`one (${describeEntrant(entrants[0]!)})`);
  if (entrants.every(({ kind }) => kind === 'text')) throw tooFew('texts only');
  requireOneCorpus(entrants, options);
  return isTrajectory(entrants) ? entrants.sort((a, b) => a.training!.step - b.training!.step) : entrants;
}

async function findNetworks(options: FindSourceOptions, word: string): Promise<Network[]> {
  const sources = namesModelFile(word)
    ? [await readModelSource(word, options)]
    : (await readFound(() => findModels(options.runs, word))).map(sourceOf);
  const networks: Network[] = [];
  for (const source of sources) {
    const record = source.training === null ? null : await readRunRecord(source.training.runFolder);
    networks.push({ ...source, kind: 'network', record });
  }
  return networks;
}

function describeEntrant(entrant: Entrant): string {
  return entrant.kind === 'network' ? describeSource(entrant) : entrant.path;
}

function requireOneCorpus(
  entrants: readonly Entrant[],
  options: FindSourceOptions & { readonly heldOut: HeldOutSplit },
): void {
  const [first, ...others] = entrants.flatMap(({ name, record }) =>
    record === null ? [] : [{ name, record }],
  );
  if (entrants.every(({ kind }) => kind === 'stored')) refuseFileOptions(options);
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
    hint: 'longrange compare RUN RUN, or RUN ngram, or RUN@all for the checkpoints that a run has kept (train with --set keepCheckpoints=100 to keep more).',
    exitCode: 2,
  });
}
