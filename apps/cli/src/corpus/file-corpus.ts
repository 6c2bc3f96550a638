import type { CorpusConfig } from '@longrange/trainer';
import { resolveSettings } from '@longrange/trainer/internal';
import { signOfId } from '../language.ts';

/** Flags about a corpus; omitted ones keep their settings. */
export interface CorpusFlags {
  /** Sources of its text. */
  readonly corpus?: readonly string[];
  /** Id of its language. */
  readonly language?: string | undefined;
}

/** Information that a model file lacks. Flags describe the text that it was trained on. */
export interface FileOptions extends CorpusFlags {
  /** A `.json` file, or a source of text. */
  readonly vocabulary?: string | undefined;
  /** Settings of the corpus, `key=value` each. */
  readonly set?: readonly string[];
}

/** Returns the language as settings that others override. If no corpus is named, the language's own is read. */
export function languageSettings({ language, corpus }: CorpusFlags): string[] {
  const sign = signOfId(language);
  const own = corpus?.length === 0 ? sign?.language.defaults.corpora[0]?.name : undefined;
  return [
    ...(sign === undefined ? [] : [`corpus.language=${JSON.stringify(language)}`]),
    ...(own === undefined ? [] : [`corpus.sources=${JSON.stringify([own])}`]),
  ];
}

/** Returns the sources of a corpus as settings; none if none are named. */
export function corpusSettings(corpus: readonly string[] = []): string[] {
  return corpus.length === 0 ? [] : [`corpus.sources=${JSON.stringify(corpus)}`];
}

/**
 * Returns the text to measure a model file on, as `train` would read it, since the file does not record its text.
 *
 * @throws LongrangeError `CONFIG_INVALID` (exit code 2), for settings of model or training too
 */
export function fileCorpus({ set = [], ...flags }: FileOptions): CorpusConfig {
  const settings = set.map((setting) => (setting.startsWith('corpus.') ? setting : `corpus.${setting}`));
  return resolveSettings({ set: [...languageSettings(flags), ...settings, ...corpusSettings(flags.corpus)] })
    .corpus;
}
