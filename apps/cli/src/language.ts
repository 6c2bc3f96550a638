import { LANGUAGES, type Language, type OracleChoice } from '@longrange/code';
import { languageById, languageOfExtension } from '@longrange/code/internal';
import { extensionsOf } from '@longrange/corpus/internal';
import type { LongrangeError } from '@longrange/errors';
import type { CorpusConfig } from '@longrange/trainer';
import { wrongUsage } from './cli/wrong-usage.ts';

/** Language of everything that names none, such as runs from before there were others. */
export const [defaultLanguage] = LANGUAGES;

const everyOracle = LANGUAGES.flatMap(({ oracle }) => oracle ?? []);
/** Oracles of all languages; several may share one. */
export const oracles = [...new Map(everyOracle.map((oracle) => [oracle.name, oracle])).values()];

/** @throws LongrangeError `USAGE` (exit code 2) for the oracle of another language */
export function oracleOf({ name, oracle }: Language, wanted: string): OracleChoice {
  if (oracle?.name === wanted) return oracle;
  throw wrongUsage({
    code: 'USAGE',
    message: `Expected ${oracle === undefined ? 'no `--oracle`' : `\`--oracle ${oracle.name}\``} for ${name}, got ${wanted}.`,
  });
}

/** Origin of the language that the user names. */
const LANGUAGE_OPTION = '--language';

/** Evidence of a language. An error names where contradictory evidence is from. */
export type LanguageEvidence =
  /** Id in `--language` or in a model's file, if there is one. */
  | { readonly id: string | null | undefined; readonly from?: string }
  /** Name of a file, or an extension. */
  | { readonly file: string; readonly from?: string }
  /** Configuration of a corpus, with the names of its sources. */
  | { readonly corpus: CorpusConfig }
  /** Recorded configuration of a run, which may be from before languages were recorded. */
  | { readonly run: string; readonly corpus: CorpusConfig }
  /** Number of files with each extension in some folders. */
  | { readonly counts: ReadonlyMap<string, number>; readonly places: readonly string[] };

/** A language, and the origin of the evidence for it. */
interface Implied {
  readonly language: Language;
  readonly from: string;
}

/**
 * Returns the language that all evidence implies; undefined if none implies one.
 * @throws LongrangeError (exit code 2) `LANGUAGE_MIXED` for different languages, `LANGUAGE_UNKNOWN`
 */
export function resolveLanguage(evidence: readonly LanguageEvidence[]): Language | undefined {
  const [first, ...others] = evidence.flatMap(impliedBy);
  const other = others.find(({ language }) => language !== first?.language);
  if (first === undefined || other === undefined) return first?.language;
  throw mixed(
    `${first.language.name} (${first.from}) and ${other.language.name} (${other.from})`,
    first.from === LANGUAGE_OPTION
      ? `--language ${other.language.id} reads files of ${other.language.name}.`
      : 'measure or train on one language at a time.',
  );
}

function impliedBy(evidence: LanguageEvidence): readonly Implied[] {
  if ('id' in evidence) return impliedById(evidence.id, evidence.from ?? LANGUAGE_OPTION);
  if ('file' in evidence) {
    const language = languageOfExtension(evidence.file);
    return language === undefined ? [] : [{ language, from: evidence.from ?? evidence.file }];
  }
  if ('counts' in evidence) return commonest(evidence.counts, evidence.places);
  const { corpus } = evidence;
  if (!('run' in evidence)) return evidenceOf(corpus).flatMap(impliedBy);
  const [recorded] = impliedById(corpus.language, '');
  const language = recorded?.language ?? resolveLanguage(evidenceOf(corpus)) ?? defaultLanguage;
  return [{ language, from: `the run ${evidence.run}` }];
}

function evidenceOf({ language, extensions, sources }: CorpusConfig): LanguageEvidence[] {
  return [
    { id: language },
    ...extensions.map((file) => ({ file })),
    ...sources.map((source) => ({ file: extensionsOf(source)?.[0] ?? source, from: source })),
  ];
}

function impliedById(id: string | null | undefined, from: string): Implied[] {
  if (id == null) return [];
  const language = languageById(id);
  if (language !== undefined) return [{ language, from }];
  const known = LANGUAGES.map((one) => one.id).join(' or ');
  throw wrongUsage({
    code: 'LANGUAGE_UNKNOWN',
    message: `Expected the language ${known}, got ${id}.`,
    hint: 'a newer version of longrange may know it.',
  });
}

/** Minimum share of one language, among files of known languages, at which the others are incidental, such as scripts beside a project. */
const MAIN_SHARE = 0.9;

/** @throws LongrangeError `LANGUAGE_MIXED` if more than a tenth of the files are in other languages */
function commonest(extensions: ReadonlyMap<string, number>, places: readonly string[]): Implied[] {
  const counts = new Map<Language, number>();
  for (const [extension, count] of extensions) {
    const language = languageOfExtension(extension);
    if (language !== undefined) counts.set(language, (counts.get(language) ?? 0) + count);
  }
  const [first, ...others] = [...counts].sort(([, a], [, b]) => b - a);
  if (first === undefined) return [];
  const [language, most] = first;
  const from = places.join(', ');
  const rest = others.reduce((sum, [, count]) => sum + count, 0);
  if (most >= MAIN_SHARE * (most + rest)) return [{ language, from }];
  const found = [first, ...others].map(([{ name }, count]) => `${count} of ${name}`);
  throw mixed(
    `files of several in ${from}: ${found.join(', ')}`,
    `--language ${language.id} reads only those of ${language.name}.`,
  );
}

function mixed(got: string, hint: string): LongrangeError {
  return wrongUsage({ code: 'LANGUAGE_MIXED', message: `Expected one language, got ${got}.`, hint });
}

/** Returns a configuration with its language, and with that language's extensions unless it has others. */
export function withLanguage(config: CorpusConfig, { id, fileExtensions }: Language): CorpusConfig {
  const { extensions } = config;
  return { ...config, language: id, extensions: extensions.length > 0 ? extensions : [...fileExtensions] };
}
