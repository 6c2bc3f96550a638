import { describeIssue, isDeeper } from '@longrange/errors';
import type { z } from 'zod';
import { indexError, showUrl } from './request.ts';

/** Answers are nested some ten deep. */
const DEEPEST = 100;

/** JSON of an index in the shape that its interface has. @throws CORPUS_INDEX */
export function parseAnswer<S extends z.ZodType>(
  schema: S,
  text: string,
  { url, standard }: { readonly url: string; readonly standard: string },
): z.output<S> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw unexpected(url, standard, (cause as Error).message, cause);
  }
  if (isDeeper(json, DEEPEST))
    throw unexpected(url, standard, `JSON nested more than ${DEEPEST} deep`, undefined);
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const [problem = ''] = describeIssue(parsed.error.issues[0]!, { input: json });
  throw unexpected(url, standard, `something else: ${problem.replace(/\.$/, '')}`, parsed.error);
}

function unexpected(url: string, standard: string, got: string, cause: unknown): Error {
  return indexError(
    `Expected ${showUrl(url)} to answer as ${standard} says, got ${got}.`,
    'check the configured index.',
    cause,
  );
}
