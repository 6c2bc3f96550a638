import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { LongrangeError } from '@longrange/errors';
import { namesModelFile } from '@longrange/formats';
import {
  bestCheckpoint,
  type CheckpointReference,
  corpusOptions,
  findCheckpoint,
  listCheckpoints,
} from '@longrange/trainer';
import { readFound } from '@longrange/trainer/internal';
import { ENDPOINT_FORM, readAddress } from '../endpoint/address.ts';
import { readModelSource } from '../model/model-file.ts';
import { describeSource } from '../model/model-source.ts';
import { type FindSourceOptions, refuseFileOptions, sourceOf } from '../model/open-model.ts';
import type { HeldOutSplit } from '../options/shared-options.ts';
import { type RunRecord, readRunRecord, runFolderOf } from '../run/run-record.ts';
import { formatCount } from '../terminal/format.ts';
import { type Candidate, isTrajectory, type Network, type Other } from './candidate.ts';
import { readScores } from './score-candidates.ts';

/**
 * Finds everything that the words name, each once, in their order; checkpoints of a single run by rising step.
 *
 * @throws LongrangeError (exit code 2) `USAGE` for fewer than two, `COMPARISON_CORPORA` for models trained on different
 * text, and the errors of `findCheckpoint`, `readRunRecord`, `readModel`, `readModelSource` and `parseDocumentScores` for what cannot be found or read
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

/** Key of everything that decides which characters are held out. */
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

const ONE = String.raw`(?:\d+|best|latest|all|every:[1-9]\d*)`;
const SELECTOR = new RegExp(`^(.+)@(${ONE}(?:,${ONE})*)$`, 's');

/**
 * Finds the checkpoints that a word of the command line names: `RUN`, or `RUN@…` with steps, `best`, `latest`, `all` or `every:N` (steps
 * that N divides, and the last) after it, separated by commas. They come by rising step, each once.
 *
 * @throws LongrangeError `CHECKPOINT_NOT_FOUND` (exit code 2), `CHECKPOINT_INCOMPLETE`
 */
async function findModels(runs: string, word: string): Promise<CheckpointReference[]> {
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

const untrained = { training: null, record: null } as const;

/**
 * Finds what a word of the command line names besides networks: `ngram`, `gguf:FILE`, `openai:URL#NAME`, `text:PATH`, or a folder of an earlier
 * evaluation or comparison (or a file of scores in it); undefined for any other word.
 *
 * @throws LongrangeError `USAGE` (exit code 2), `DOCUMENT_SCORES_…`
 */
export async function findOthers(word: string): Promise<Other[] | undefined> {
  if (word === 'ngram') return [{ ...untrained, kind: 'ngram', name: '20-gram', path: word }];
  const [, scheme, rest] = /^(gguf|openai|text):(.*)$/s.exec(word) ?? [];
  if (scheme === 'openai') {
    const address = readAddress(word);
    if (typeof address === 'string') throw usage(address, `longrange compare RUN ${ENDPOINT_FORM}`);
    return [{ ...untrained, kind: 'endpoint', name: address.model, path: word, words: word }];
  }
  if (scheme === 'gguf' || scheme === 'text') {
    if (rest === '')
      throw usage(`Expected ${scheme}:PATH, got ${word}.`, `longrange compare RUN ${scheme}:PATH`);
    const name = scheme === 'gguf' ? basename(rest!).replace(/\.gguf$/, '') : rest!;
    return [{ ...untrained, kind: scheme, name, path: word, file: rest! }];
  }
  return readStored(word);
}

async function readStored(word: string): Promise<Other[] | undefined> {
  const files = await scoresIn(word);
  if (files === undefined) return undefined;
  return Promise.all(
    files.map(async (path): Promise<Other> => {
      const scores = await readScores(path);
      const { run, step } = scores.model;
      return {
        ...untrained,
        kind: 'stored',
        name: step === undefined ? run : `${run}@${step}`,
        path,
        scores,
      };
    }),
  );
}

async function scoresIn(word: string): Promise<string[] | undefined> {
  const status = await stat(word).catch(() => undefined);
  if (status?.isFile() === true) return /\.json$/i.test(word) ? [word] : undefined;
  if (status?.isDirectory() !== true) return undefined;
  const entries = await readdir(word);
  if (entries.includes('documents.json')) return [join(word, 'documents.json')];
  if (entries.includes('comparison.json') && entries.includes('documents')) {
    const files = (await readdir(join(word, 'documents'))).sort();
    if (files.length > 0) return files.map((file) => join(word, 'documents', file));
    throw usage(
      `Expected scores in ${join(word, 'documents')}, got none: what that comparison used had been measured before.`,
      'name the evaluations, as comparison.json does (reusedFrom).',
    );
  }
  return undefined;
}

function usage(message: string, hint: string): LongrangeError {
  return new LongrangeError({ code: 'USAGE', message, hint, exitCode: 2 });
}
