import { checkArgument } from '@longrange/errors';
import type { Result } from '../../result/schema.ts';

/** Of the code that was measured. */
export function languageOf({ language }: Result): { id: string; name: string } {
  return language!;
}

/** Of whole files of the language at least this share parses. */
const LEAST_PARSED = 0.1;
/** Text of the language has at least one sound function or class in so many characters. */
const CHARACTERS_PER_DEFINITION = 10_000;

/**
 * Whether the held-out text is of the language at all. It is not where fewer than one whole file in ten parses and there is less than one
 * sound function or class per 10,000 characters. Where nothing was held out, nothing says that it is not.
 */
export function isOfLanguage(result: Pick<Result, 'subjects'>): boolean {
  checkArgument(Array.isArray(result?.subjects), 'result', 'a result', result);
  const { subjects } = result;
  const real = subjects.find(({ id }) => id === 'real');
  if (real === undefined || real.characters === 0) return true;
  const { documents, definitions } = real.parse;
  const sound = definitions?.held ?? 0;
  return (documents.estimate ?? 0) >= LEAST_PARSED || CHARACTERS_PER_DEFINITION * sound >= real.characters;
}
