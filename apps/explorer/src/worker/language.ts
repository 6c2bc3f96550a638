import { LANGUAGES, type Language } from '@longrange/code';
import { languageById } from '@longrange/code/internal';

/** A language that a text may be in, as far as the page knows it. */
export interface TextLanguage extends Pick<Language, 'id' | 'name' | 'fileExtensions'> {
  /** Beginning of a function. */
  readonly prompt: string;
}

/** All languages, the default first. */
export const languages: readonly TextLanguage[] = LANGUAGES.map(({ id, name, fileExtensions, defaults }) => ({
  ...{ id, name, fileExtensions },
  prompt: defaults.prompt,
}));

/** Language of an id, by default the first. */
export function languageOf(id: string | undefined): Language {
  return languageById(id ?? '') ?? LANGUAGES[0];
}
