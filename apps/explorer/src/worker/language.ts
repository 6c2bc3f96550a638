import { LANGUAGES, type Language } from '@longrange/code';
import { languageById } from '@longrange/code/internal';

/** Properties of a language that the page shows or uses. */
export type TextLanguage = Pick<Language, 'id' | 'name' | 'fileExtensions' | 'defaults'>;

/** All languages, the default first. */
export const languages = LANGUAGES.map(
  ({ id, name, fileExtensions, defaults }): TextLanguage => ({ id, name, fileExtensions, defaults }),
);

/** Returns the language with an id, by default the first. */
export function languageOf(id: string | undefined): Language {
  return languageById(id ?? '') ?? LANGUAGES[0];
}
