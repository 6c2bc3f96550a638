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

/** Evidence of a language: an option, a run or a file name. */
export interface Sign {
  readonly language: Language;
  /** Description of its origin. */
  readonly from: string;
}

/**
 * Returns the language that all signs agree on; undefined without signs.
 * @throws LongrangeError `LANGUAGE_MIXED` (exit code 2)
 */
export function agreedLanguage(signs: readonly (Sign | undefined)[]): Language | undefined {
  const [first, ...others] = signs.filter((sign) => sign !== undefined);
  const other = others.find(({ language }) => language !== first?.language);
  if (first === undefined || other === undefined) return first?.language;
  throw mixed(
    `${first.language.name} (${first.from}) and ${other.language.name} (${other.from})`,
    'measure or train on one language at a time.',
  );
}

/** @throws LongrangeError `LANGUAGE_UNKNOWN` (exit code 2) */
export function signOfId(id: string | null | undefined, from = '--language'): Sign | undefined {
  if (id == null) return undefined;
  const language = languageById(id);
  if (language !== undefined) return { language, from };
  const known = LANGUAGES.map((one) => one.id).join(' or ');
  throw wrongUsage({
    code: 'LANGUAGE_UNKNOWN',
    message: `Expected the language ${known}, got ${id}.`,
    hint: 'a newer version of longrange may know it.',
  });
}

/** Sign in the extension of a path, or in an extension itself. */
export function signOfPath(path: string): Sign | undefined {
  const language = languageOfExtension(path);
  return language && { language, from: path };
}

/**
 * Infers the language of a configuration from its `language`, its extensions and the names of its sources;
 * undefined if none of them implies one.
 * @throws LongrangeError `LANGUAGE_MIXED`, `LANGUAGE_UNKNOWN` (exit code 2)
 */
export function toldLanguage({ language, extensions, sources }: CorpusConfig): Language | undefined {
  const bySource = sources.map((source) => {
    const sign = signOfPath(extensionsOf(source)?.[0] ?? source);
    return sign && { ...sign, from: source };
  });
  return agreedLanguage([signOfId(language), ...extensions.map(signOfPath), ...bySource]);
}

/** Language of a recorded configuration, which may be from before languages were recorded. */
export function languageOf(config: CorpusConfig): Language {
  return signOfId(config.language)?.language ?? toldLanguage(config) ?? defaultLanguage;
}

/** Returns a configuration with its language, and with that language's extensions unless it has others. */
export function withLanguage(config: CorpusConfig, { id, fileExtensions }: Language): CorpusConfig {
  const { extensions } = config;
  return { ...config, language: id, extensions: extensions.length > 0 ? extensions : [...fileExtensions] };
}

/** Minimum share of one language, among files of known languages, at which the others are incidental, such as scripts beside a project. */
const MAIN_SHARE = 0.9;

/**
 * Infers the language of files from how often each extension occurs; undefined if there are none of a known language.
 * @throws LongrangeError `LANGUAGE_MIXED` (exit code 2) if more than a tenth are in others
 */
export function mainLanguage(
  extensions: ReadonlyMap<string, number>,
  places: readonly string[],
): Language | undefined {
  const counts = new Map<Language, number>();
  for (const [extension, count] of extensions) {
    const language = languageOfExtension(extension);
    if (language !== undefined) counts.set(language, (counts.get(language) ?? 0) + count);
  }
  const [first, ...others] = [...counts].sort(([, a], [, b]) => b - a);
  if (first === undefined) return undefined;
  const [language, most] = first;
  const rest = others.reduce((sum, [, count]) => sum + count, 0);
  if (most >= MAIN_SHARE * (most + rest)) return language;
  const found = [first, ...others].map(([{ name }, count]) => `${count} of ${name}`);
  throw mixed(
    `files of several in ${places.join(', ')}: ${found.join(', ')}`,
    `--language ${language.id} reads only those of ${language.name}.`,
  );
}

function mixed(got: string, hint: string): LongrangeError {
  return wrongUsage({ code: 'LANGUAGE_MIXED', message: `Expected one language, got ${got}.`, hint });
}
