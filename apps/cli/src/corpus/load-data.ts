import type { Language } from '@longrange/code';
import {
  type Contamination,
  type Corpus,
  type LoadCorpusOptions,
  loadCorpus,
  measureContamination,
  type PackageEvent,
} from '@longrange/corpus';
import { countExtensions, namesPackages } from '@longrange/corpus/internal';
import { LongrangeError } from '@longrange/errors';
import type { CorpusConfig } from '@longrange/trainer';
import { corpusOptions, resolveSettings } from '@longrange/trainer/internal';
import { wrongUsage } from '../cli/wrong-usage.ts';
import { defaultLanguage, type LanguageEvidence, resolveLanguage, withLanguage } from '../language.ts';
import type { HeldOutSplit } from '../options/shared-options.ts';
import { type RunRecord, readRunRecord } from '../run/run-record.ts';
import { interruptExitCode, withInterrupt } from '../terminal/interrupt.ts';
import type { Reporter } from '../terminal/reporter.ts';

/**
 * Reads the corpus of a configuration.
 *
 * @throws LongrangeError `CORPUS_…` (exit code 2; 1 if a package is not available), `INTERRUPTED` after Ctrl-C in a download
 */
export async function loadConfiguredCorpus(config: CorpusConfig, reporter: Reporter): Promise<Corpus> {
  const options = corpusOptions(config);
  try {
    return await readingPackages(options.sources, reporter, (how) => loadCorpus({ ...options, ...how }));
  } catch (error) {
    if (!(error instanceof LongrangeError) || error.code !== 'CORPUS_TOO_FEW_DOCUMENTS') throw error;
    const { code, message } = error;
    const hint = 'add documents, or cut the text itself: --set split.kind=contiguous.';
    throw wrongUsage({ code, message, hint, cause: error });
  }
}

/** Reads sources. If they include packages, shows these and stops at Ctrl-C. @throws LongrangeError `INTERRUPTED` */
export async function readingPackages<T>(
  sources: readonly string[],
  reporter: Reporter,
  read: (options: Pick<LoadCorpusOptions, 'onPackage' | 'signal'>) => Promise<T>,
): Promise<T> {
  if (!sources.some(namesPackages)) return read({});
  try {
    return await withInterrupt(
      (signal) => read({ onPackage: reportPackages(reporter), signal }),
      () => reporter.clear(),
    );
  } catch (error) {
    if ((error as Error).name !== 'AbortError') throw error;
    throw new LongrangeError({
      code: 'INTERRUPTED',
      message: 'Interrupted while the corpus was read; what was downloaded whole is in the cache.',
      cause: error,
      exitCode: interruptExitCode(),
    });
  }
}

/**
 * Determines the language of a new configuration: the one it names, else that of most of its source files.
 *
 * @throws LongrangeError `LANGUAGE_MIXED`, `LANGUAGE_UNKNOWN`, `CORPUS_…` (exit code 2)
 */
export async function resolveCorpus(config: CorpusConfig, reporter: Reporter): Promise<CorpusConfig> {
  const { sources } = config;
  const count = (how: Parameters<typeof countExtensions>[1]) => countExtensions(sources, how);
  const language =
    resolveLanguage([{ corpus: config }]) ??
    resolveLanguage([{ counts: await readingPackages(sources, reporter, count), places: sources }]);
  return withLanguage(config, language ?? defaultLanguage);
}

/**
 * Determines the language in which models are measured: that of `--language` and the evidence, which must agree, else that of the corpus.
 *
 * @throws LongrangeError `LANGUAGE_MIXED` (exit code 2), and as `resolveCorpus` and `fileCorpus`
 */
export async function measuredLanguage(
  evidence: readonly LanguageEvidence[],
  options: FileOptions,
  reporter: Reporter,
): Promise<Language> {
  const named = resolveLanguage([{ id: options.language }, ...evidence]);
  return named ?? resolveLanguage([{ corpus: await resolveCorpus(fileCorpus(options), reporter) }])!;
}

/**
 * Reads the corpus of a run again.
 *
 * @param places current location of each source, if they have moved. Packages keep their versions
 * @throws LongrangeError `CORPUS_CHANGED` (exit code 2) if it has changed, and as `loadConfiguredCorpus`
 */
export async function reloadCorpus(
  { corpus: recorded }: RunRecord,
  reporter: Reporter,
  places: readonly string[] = [],
): Promise<Corpus> {
  const original = recorded.config.sources;
  if (places.length > 0 && places.length !== original.length)
    throw wrongUsage({
      code: 'CORPUS_CHANGED',
      message: `Expected \`--corpus\` to say where each of ${original.join(', ')} is now, got ${places.join(', ')}.`,
      hint: 'leave it out where nothing was moved.',
    });
  const sources = original.map((source, index) =>
    namesPackages(source) ? source : (places[index] ?? source),
  );
  const corpus = await loadConfiguredCorpus({ ...recorded.config, sources }, reporter);
  if (corpus.sha256 === recorded.sha256) return corpus;
  const { documents, characters } = corpus.statistics;
  throw wrongUsage({
    code: 'CORPUS_CHANGED',
    message:
      `Expected the corpus that the run was trained on (${describe(recorded)}), got another one ` +
      `(${describe({ documents, characters, sha256: corpus.sha256 })}) from ${sources.join(', ')}.`,
    hint: 'restore the files, or train a new run on the present ones.',
  });
}

/**
 * Reads the corpus to measure a model on: that of its run, or the one named for its file. If projects are to be measured and it
 * holds out none, the named ones are read in addition.
 *
 * @throws LongrangeError `CORPUS_…`, `CONFIG_INVALID` (exit code 2)
 */
export async function loadCorpusOf(
  { training }: { readonly training: { readonly runFolder: string } | null },
  { heldOut = 'test', ...options }: FileOptions & { readonly heldOut?: HeldOutSplit },
  reporter: Reporter,
): Promise<Corpus> {
  const record = training && (await readRunRecord(training.runFolder));
  const config = record === null ? await resolveCorpus(fileCorpus(options), reporter) : record.corpus.config;
  const corpus = await (record === null
    ? loadConfiguredCorpus(config, reporter)
    : reloadCorpus(record, reporter, options.corpus));
  if (heldOut === 'test' || corpus.split('projects').documents.length > 0) return corpus;
  const language = resolveLanguage([{ run: training?.runFolder ?? '', corpus: config }]);
  const sources = [...config.sources, projectsOf(language ?? defaultLanguage)];
  return loadConfiguredCorpus({ ...config, sources }, reporter);
}

/** Reads the named projects of a language, as the split `projects`. */
export function loadProjects(language: Language, reporter: Reporter): Promise<Corpus> {
  const config = fileCorpus({ corpus: [projectsOf(language)] });
  return loadConfiguredCorpus(withLanguage(config, language), reporter);
}

function projectsOf({ name, defaults }: Language): string {
  if (defaults.projects !== undefined) return defaults.projects;
  throw wrongUsage({
    code: 'CORPUS_EMPTY',
    message: `Expected a language with whole projects to measure on, got ${name}.`,
    hint: 'leave out --held-out projects.',
  });
}

/** Returns the sources, with the versions of packages, to get the same text another time. */
export function pinnedSources(sources: readonly string[], { packages }: Corpus): string[] {
  return sources.map((name) => packages.find(({ requested }) => requested === name)?.source ?? name);
}

/** Measures the overlap of held-out splits with the training text, shows progress, and reports the result. */
export async function reportContamination(corpus: Corpus, reporter: Reporter): Promise<Contamination[]> {
  const label = 'looking for copies in held-out text';
  reporter.progress({ label, share: null, detail: '' });
  const measured = await measureContamination(corpus, {
    onProgress: (share) => reporter.progress({ label, share, detail: '' }),
  });
  reporter.clear();
  const shown = corpus.splitOptions.kind === 'contiguous' ? measured.slice(0, 1) : measured;
  if (shown.length > 0) {
    reporter.detail('copies', [
      'held-out characters in stretches that also occur in the training text, by the length of the stretch:',
      ...shown.map(describeContamination),
    ]);
  }
  return measured;
}

function describeContamination({ split, characters, copies }: Contamination): string {
  const shares = copies.map(
    (copy) => `${((100 * copy.characters) / characters).toFixed(2)} % of ${copy.minimum} and more`,
  );
  return `${split.padEnd(11)} ${shares.join(', ')}`;
}

function describe(corpus: { documents: number; characters: number; sha256: string }): string {
  return `${corpus.documents} documents, ${corpus.characters} characters, SHA-256 ${corpus.sha256.slice(0, 12)}…`;
}

const MIB = 2 ** 20;

/** Packages that a reporter has shown: text may be read several times. */
const shownPackages = new WeakMap<Reporter, Set<string>>();

/** Reports the license of each package before its download, once, and shows the download. */
function reportPackages(reporter: Reporter): (event: PackageEvent) => void {
  const shown = shownPackages.get(reporter) ?? new Set();
  shownPackages.set(reporter, shown);
  return (event) => {
    if (event.type === 'download') {
      const { source, receivedBytes, totalBytes } = event;
      const share = totalBytes ? receivedBytes / totalBytes : null;
      const detail = `${(receivedBytes / MIB).toFixed(1)} MiB`;
      if (receivedBytes === totalBytes) reporter.clear();
      else reporter.progress({ label: `downloading ${source}`, share, detail });
      return;
    }
    const { source, license, file, isCached } = event;
    if (shown.has(source)) return;
    shown.add(source);
    const text = `${source}, license ${license ?? 'not known'}: ${file}`;
    if (isCached) reporter.detail('package', `${text}, from the cache`);
    else reporter.fact('package', text);
  };
}

/** Flags about a corpus; omitted ones keep their settings. */
interface CorpusFlags {
  /** Sources of its text; if empty, those of its language. */
  readonly corpus?: readonly string[] | undefined;
  /** Id of its language. */
  readonly language?: string | undefined;
  /** Settings, `key=value` each. */
  readonly set?: readonly string[];
}

/** Information that a model file lacks. Flags describe the text that it was trained on. */
export interface FileOptions extends CorpusFlags {
  /** A `.json` file, or a source of text. */
  readonly vocabulary?: string | undefined;
}

/** Returns flags as settings, each of which overrides those before it: a language with its own corpus, `set`, the seed, and sources. */
export function settingsOf({
  language,
  corpus,
  set = [],
  seed,
}: CorpusFlags & { readonly seed?: number | undefined }): string[] {
  const named = resolveLanguage([{ id: language }]);
  const source = corpus?.length === 0 ? named?.defaults.corpora[0]?.name : undefined;
  return [
    ...(named === undefined ? [] : [`corpus.language=${JSON.stringify(named.id)}`]),
    ...(source === undefined ? [] : [`corpus.sources=${JSON.stringify([source])}`]),
    ...set,
    ...(seed === undefined ? [] : [`training.seed=${seed}`]),
    ...(corpus === undefined || corpus.length === 0 ? [] : [`corpus.sources=${JSON.stringify(corpus)}`]),
  ];
}

/**
 * Returns the text to measure a model file on, as `train` would read it, since the file does not record its text.
 *
 * @throws LongrangeError `CONFIG_INVALID` (exit code 2), for settings of model or training too
 */
export function fileCorpus({ set = [], ...flags }: FileOptions): CorpusConfig {
  const settings = set.map((setting) => (setting.startsWith('corpus.') ? setting : `corpus.${setting}`));
  return resolveSettings({ set: settingsOf({ ...flags, set: settings }) }).corpus;
}
