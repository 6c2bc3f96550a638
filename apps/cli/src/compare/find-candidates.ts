import { LongrangeError } from '@longrange/errors';
import { namesModelFile } from '@longrange/formats';
import { corpusOptions } from '@longrange/trainer';
import { readFound } from '@longrange/trainer/internal';
import { type FindSourceOptions, refuseFileOptions, sourceOf } from '../model/find-model-source.ts';
import { readModelSource } from '../model/model-file.ts';
import { describeSource } from '../model/model-source.ts';
import type { HeldOutSplit } from '../options/shared-options.ts';
import { type RunRecord, readRunRecord } from '../run/run-record.ts';
import { type Candidate, isTrajectory, type Network } from './candidate.ts';
import { findOthers } from './find-others.ts';
import { findModels } from './model-reference.ts';

/**
 * All that the words name, each once, in their order; checkpoints of one run alone by rising step.
 *
 * @throws LongrangeError (exit code 2) `USAGE` for fewer than two, `COMPARISON_CORPORA` where they were trained on different
 * text, and as `findCheckpoint`, `readRunRecord`, `readModel`, `readModelSource` and `parseDocumentScores` for what cannot be found or read
 */
export async function findCandidates(
  options: FindSourceOptions & { readonly heldOut: HeldOutSplit },
  words: readonly string[],
): Promise<Candidate[]> {
  if (words.length === 0) throw tooFew('none');
  const found = new Map<string, Candidate>();
  for (const word of words) {
    const others = await findOthers(word);
    for (const one of others ?? (await findNetworks(options, word))) found.set(one.path, one);
  }
  const candidates = [...found.values()];
  if (candidates.length < 2) throw tooFew(`one (${describeCandidate(candidates[0]!)})`);
  if (candidates.every(({ kind }) => kind === 'text')) throw tooFew('texts only');
  requireOneCorpus(candidates, options);
  return isTrajectory(candidates)
    ? candidates.sort((a, b) => a.training!.step - b.training!.step)
    : candidates;
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

function describeCandidate(candidate: Candidate): string {
  return candidate.kind === 'network' ? describeSource(candidate) : candidate.path;
}

function requireOneCorpus(
  candidates: readonly Candidate[],
  options: FindSourceOptions & { readonly heldOut: HeldOutSplit },
): void {
  const [first, ...others] = candidates.flatMap(({ name, record }) =>
    record === null ? [] : [{ name, record }],
  );
  if (candidates.every(({ kind }) => kind === 'stored')) refuseFileOptions(options);
  // Files are measured on what the runs beside them were trained on.
  const { vocabulary, corpus = [], set = [] } = options;
  if (first !== undefined) refuseFileOptions(vocabulary === undefined ? options : { corpus, set });
  if (candidates.every(({ record }) => record !== null)) refuseFileOptions(options);
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
