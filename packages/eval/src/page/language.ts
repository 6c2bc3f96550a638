import { checkArgument } from '@longrange/errors';
import type { Result } from '../result/schema.ts';

/** Least share of whole files of the language that parse. */
const LEAST_PARSED = 0.1;
/** Text of the language has at least one sound function or class in so many characters. */
const CHARACTERS_PER_DEFINITION = 10_000;

/**
 * Returns whether the held-out text is of the language at all. It is not if fewer than one whole file in ten parses and there is less than
 * one sound function or class per 10,000 characters. Without held-out text nothing says that it is not.
 */
export function isOfLanguage(result: Pick<Result, 'subjects'>): boolean {
  checkArgument(Array.isArray(result?.subjects), 'result', 'a result', result);
  const real = result.subjects.find(({ id }) => id === 'real');
  if (real === undefined || real.characters === 0) return true;
  const { documents, definitions } = real.parse;
  const sound = definitions?.held ?? 0;
  return (documents.estimate ?? 0) >= LEAST_PARSED || CHARACTERS_PER_DEFINITION * sound >= real.characters;
}
