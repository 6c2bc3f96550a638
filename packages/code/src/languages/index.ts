import type { Language } from '../language/language.ts';
import { javascript, typescript } from './ecmascript/ecmascript.ts';
import { python } from './python/python.ts';

/** Languages that can be measured, the default first. */
export const LANGUAGES: readonly [Language, ...Language[]] = [python, javascript, typescript];

/** Returns the language with an id; undefined for any other name. */
export function languageById(id: string): Language | undefined {
  return LANGUAGES.find((language) => language.id === id);
}

/** Returns the language of an extension (`.py`, `py`) or of a path that ends in one; undefined for any other. */
export function languageOfExtension(path: string): Language | undefined {
  const ending = path.slice(path.lastIndexOf('.') + 1).toLowerCase();
  return LANGUAGES.find(({ fileExtensions }) => fileExtensions.includes(`.${ending}`));
}
