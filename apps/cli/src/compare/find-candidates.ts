import { basename } from 'node:path';
import type { Language } from '@longrange/code';
import type { LongrangeError } from '@longrange/errors';
import { corpusOptions } from '@longrange/trainer/internal';
import { wrongUsage } from '../cli/wrong-usage.ts';
import { measuredLanguage } from '../corpus/load-data.ts';
import type { LanguageEvidence } from '../language.ts';
import { describeSource, languageEvidence } from '../model/model-source.ts';
import { type FindSourceOptions, findModelSources, refuseFileOptions } from '../model/open-model.ts';
import type { CompareOptions } from '../options/compare-options.ts';
import { type RunRecord, readRunRecord } from '../run/run-record.ts';
import type { Reporter } from '../terminal/reporter.ts';
import { type Candidate, isTrajectory, type Other } from './candidate.ts';
import { readNamedScores } from './stored-scores.ts';

type FindCandidatesOptions = FindSourceOptions &
  Pick<CompareOptions, 'models' | 'group' | 'heldOut' | 'gate'>;

/**
 * Finds all candidates that the words name, each once, in the order given; without a gate, checkpoints of a single run by ascending step. Also returns the
 * names of groups, by the paths of their members.
 *
 * @throws LongrangeError (exit code 2) `USAGE` for fewer than two, and for groups that overlap or stand alone, `COMPARISON_CORPORA` for models trained
 * on different text, and the errors of `findModelSources`, `readRunRecord` and `readNamedScores` for what cannot be found or read
 */
export async function findCandidates(options: FindCandidatesOptions) {
  const found = new Map<string, Candidate>();
  const named = new Map<string, string>();
  for (const group of options.group) await findGroup(group, options, found, named);
  for (const word of options.models)
    for (const one of await findNamed(word, options)) {
      if (named.has(one.path)) throw taken(word, named.get(one.path)!, 'alone');
      found.set(one.path, one);
    }
  const candidates = [...found.values()];
  const [first] = candidates;
  if (first === undefined) throw tooFew('none');
  // A gate may be given the same model twice.
  const isItself = options.gate !== undefined && options.models.length === 2;
  if (candidates.length < 2 && !isItself)
    throw tooFew(`one (${first.kind === 'network' ? describeSource(first) : first.path})`);
  if (new Set(named.values()).size === 1 && named.size === candidates.length)
    throw groupError('two groups, or a group and other models', `one group (${options.group[0]})`);
  if (candidates.every(({ kind }) => kind === 'text')) throw tooFew('texts only');
  requireOneCorpus(candidates, options);
  if (options.gate === undefined && isTrajectory(candidates))
    candidates.sort((a, b) => a.training!.step - b.training!.step);
  return { candidates, named };
}

/** Returns the language of a comparison, from its networks and texts. @throws LongrangeError as `measuredLanguage` */
export async function comparedLanguage(
  candidates: readonly Candidate[],
  options: CompareOptions,
  reporter: Reporter,
): Promise<Language> {
  const evidence: LanguageEvidence[] = [];
  for (const candidate of candidates) {
    if (candidate.kind === 'network') evidence.push(await languageEvidence(candidate));
    if (candidate.kind === 'text') evidence.push({ file: candidate.file });
  }
  return measuredLanguage(evidence, options, reporter);
}

/** Finds the members of `NAME=RUN,RUN`. */
async function findGroup(
  text: string,
  options: FindSourceOptions,
  found: Map<string, Candidate>,
  named: Map<string, string>,
): Promise<void> {
  const [, name, list = ''] = /^([^=]+)=(.+)$/s.exec(text) ?? [];
  if (name === undefined) throw groupError('NAME=RUN,RUN', text);
  if ([...named.values()].includes(name)) throw groupError('groups with different names', `${name} twice`);
  for (const word of list.split(',')) {
    const [one, ...others] = await findNamed(word, options);
    if (one === undefined || others.length > 0)
      throw groupError(`one model of each run in the group ${name}`, `${others.length + 1} of ${word}`);
    const folder = one.training?.runFolder;
    const same = [...found.values()].find(
      ({ path, training }) => path === one.path || (folder !== undefined && training?.runFolder === folder),
    );
    if (same !== undefined) throw taken(word, named.get(same.path)!, name);
    found.set(one.path, one);
    named.set(one.path, name);
  }
}

function taken(word: string, group: string, other: string): LongrangeError {
  const places =
    group === other
      ? `twice in the group ${group}`
      : `in the group ${group} and ${other === 'alone' ? other : `in ${other}`}`;
  return groupError('each run once', `${word} ${places}`);
}

function groupError(expected: string, got: string): LongrangeError {
  return wrongUsage({
    code: 'USAGE',
    message: `Expected ${expected}, got ${got}.`,
    hint: 'longrange compare --group lstm=a-1,a-2,a-3 --group gru=b-1,b-2,b-3.',
  });
}

const untrained = { training: null, record: null } as const;

/**
 * Finds what a word names: `ngram`, `gguf:FILE`, `openai:URL#NAME`, `command:LINE`, `text:PATH`, a folder of an earlier evaluation or comparison, or networks.
 * @throws LongrangeError as `findCandidates`
 */
async function findNamed(word: string, options: FindSourceOptions): Promise<Candidate[]> {
  const other = findOther(word);
  if (other !== undefined) return [other];
  const stored = await readNamedScores(word);
  if (stored !== undefined)
    return stored.map(({ path, scores }) => {
      const { run, step } = scores.model;
      const name = step === undefined ? run : `${run}@${step}`;
      return { ...untrained, kind: 'stored', name, path, scores };
    });
  const networks = await findModelSources(word, options);
  return Promise.all(
    networks.map(async (source) => ({
      ...source,
      kind: 'network',
      record: source.training && (await readRunRecord(source.training.runFolder)),
    })),
  );
}

function findOther(word: string): Other | undefined {
  if (word === 'ngram') return { ...untrained, kind: 'ngram', name: '20-gram', path: word };
  const [, scheme, rest = ''] = /^(gguf|openai|command|text):(.*)$/s.exec(word) ?? [];
  switch (scheme) {
    case 'openai':
      return { ...untrained, kind: 'endpoint', name: rest.slice(rest.indexOf('#') + 1), path: word };
    case 'gguf':
      return { ...untrained, kind: 'gguf', name: basename(rest).replace(/\.gguf$/, ''), path: word };
    case 'command':
      return { ...untrained, kind: 'program', name: rest, path: word };
    case 'text':
      return { ...untrained, kind: 'text', name: rest, path: word, file: rest };
    default:
      return undefined;
  }
}

function requireOneCorpus(candidates: readonly Candidate[], options: FindCandidatesOptions): void {
  const [first, ...others] = candidates.flatMap(({ name, record }) =>
    record === null ? [] : [{ name, record }],
  );
  if (candidates.every(({ kind }) => kind === 'stored')) refuseFileOptions(options);
  // Files are measured on what the runs beside them were trained on.
  const { vocabulary, corpus = [] } = options;
  if (first !== undefined) refuseFileOptions(vocabulary === undefined ? options : { corpus });
  if (candidates.every(({ record }) => record !== null)) refuseFileOptions(options);
  const other = others.find(({ record }) => corpusOf(record) !== corpusOf(first!.record));
  // Whole projects are held out of every corpus alike.
  if (other === undefined || options.heldOut === 'projects') return;
  throw wrongUsage({
    code: 'COMPARISON_CORPORA',
    message:
      `Expected runs of one corpus and one split, got ${describe(first!)} and ${describe(other)}: ` +
      'their held-out texts differ, or one was trained on what the other held out.',
    hint: 'train both on the same corpus with the same split, or compare them on whole projects: --held-out projects.',
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
  return wrongUsage({
    code: 'USAGE',
    message: `Expected two or more models, or several checkpoints of one run, got ${got}.`,
    hint: 'longrange compare RUN RUN, or RUN ngram, or RUN@all for all kept checkpoints of a run (train with --set keepCheckpoints=100 to keep more).',
  });
}
