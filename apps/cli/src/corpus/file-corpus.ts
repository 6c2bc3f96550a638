import type { CorpusConfig } from '@longrange/trainer';
import { resolveSettings } from '@longrange/trainer/internal';

/** What flags say of a corpus; what is left out is as the settings have it. */
export interface CorpusFlags {
  /** Sources of its text. */
  readonly corpus?: readonly string[];
  readonly extensions?: readonly string[];
  readonly charset?: string | undefined;
}

/** What a model file does not tell. Flags are of the text that it was trained on. */
export interface FileOptions extends CorpusFlags {
  /** A `.json` file, or a source of text. */
  readonly vocabulary?: string | undefined;
  /** `key=value` each, of the corpus. */
  readonly set?: readonly string[];
}

/** The flags as settings, `key=value` each. */
export function corpusSettings({ corpus = [], extensions = [], charset }: CorpusFlags): string[] {
  return [
    ...(corpus.length === 0 ? [] : [`corpus.sources=${JSON.stringify(corpus)}`]),
    ...(extensions.length === 0 ? [] : [`corpus.extensions=${JSON.stringify(extensions)}`]),
    ...(charset === undefined ? [] : [`corpus.charset=${JSON.stringify(charset)}`]),
  ];
}

/**
 * The text that a model file is measured on, which the file does not tell: as `train` would read it.
 *
 * @throws LongrangeError `CONFIG_INVALID` (exit code 2), for settings of model or training too
 */
export function fileCorpus({ set = [], ...flags }: FileOptions): CorpusConfig {
  const settings = set.map((setting) => (setting.startsWith('corpus.') ? setting : `corpus.${setting}`));
  return resolveSettings({ set: [...settings, ...corpusSettings(flags)] }).corpus;
}
