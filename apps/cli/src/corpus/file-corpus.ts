import type { CorpusConfig } from '@longrange/trainer';
import { resolveSettings } from '@longrange/trainer/internal';

/** What a model file does not tell. */
export interface FileOptions {
  /** A `.json` file, or a source of text. */
  readonly vocabulary?: string | undefined;
  /** Sources of the text that it was trained on. */
  readonly corpus?: readonly string[];
  /** `key=value` each, of the corpus. */
  readonly set?: readonly string[];
}

/**
 * The text that a model file is measured on, which the file does not tell: as `train` would read it.
 *
 * @throws LongrangeError `CONFIG_INVALID` (exit code 2), for settings of model or training too
 */
export function fileCorpus({ corpus = [], set = [] }: FileOptions): CorpusConfig {
  const settings = set.map((setting) => (setting.startsWith('corpus.') ? setting : `corpus.${setting}`));
  const sources = corpus.length === 0 ? [] : [`corpus.sources=${JSON.stringify(corpus)}`];
  return resolveSettings({ set: [...settings, ...sources] }).corpus;
}
