import type { CorpusConfig } from '@longrange/trainer';
import { resolveSettings } from '@longrange/trainer/internal';

/** Flags about a corpus; omitted ones keep their settings. */
export interface CorpusFlags {
  /** Sources of its text. */
  readonly corpus?: readonly string[];
  readonly extensions?: readonly string[];
  readonly charset?: string | undefined;
}

/** Information that a model file lacks. Flags describe the text that it was trained on. */
export interface FileOptions extends CorpusFlags {
  /** A `.json` file, or a source of text. */
  readonly vocabulary?: string | undefined;
  /** Settings of the corpus, `key=value` each. */
  readonly set?: readonly string[];
}

/** Returns the flags as settings, `key=value` each. */
export function corpusSettings({ corpus = [], extensions = [], charset }: CorpusFlags): string[] {
  return [
    ...(corpus.length === 0 ? [] : [`corpus.sources=${JSON.stringify(corpus)}`]),
    ...(extensions.length === 0 ? [] : [`corpus.extensions=${JSON.stringify(extensions)}`]),
    ...(charset === undefined ? [] : [`corpus.charset=${JSON.stringify(charset)}`]),
  ];
}

/**
 * Returns the text to measure a model file on, which the file does not tell: as `train` would read it.
 *
 * @throws LongrangeError `CONFIG_INVALID` (exit code 2), for settings of model or training too
 */
export function fileCorpus({ set = [], ...flags }: FileOptions): CorpusConfig {
  const settings = set.map((setting) => (setting.startsWith('corpus.') ? setting : `corpus.${setting}`));
  return resolveSettings({ set: [...settings, ...corpusSettings(flags)] }).corpus;
}
