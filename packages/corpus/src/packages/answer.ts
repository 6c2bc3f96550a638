import { describeIssue, hidingIn, isDeeper } from '@longrange/errors';
import type { z } from 'zod';
import type { IndexLocation } from './index-location.ts';
import { hiderFor, indexError, showUrl } from './request.ts';

/** Answers are nested some ten deep. */
const DEEPEST = 100;

interface Question {
  readonly index: IndexLocation;
  readonly url: string;
  readonly standard: string;
}

/** JSON of an index in the shape that its interface has, without the credentials that it was sent. @throws CORPUS_INDEX */
export function parseAnswer<S extends z.ZodType>(schema: S, text: string, question: Question): z.output<S> {
  const { url, standard, index } = question;
  const hide = hiderFor(url, index);
  let json: unknown;
  try {
    json = JSON.parse(text, hide && hidingIn(hide));
  } catch {
    // The reason quotes a part of the text, which may be a part of a password.
    throw unexpected(url, standard, 'no JSON, or more layers of it than can be read');
  }
  if (isDeeper(json, DEEPEST)) throw unexpected(url, standard, `JSON nested more than ${DEEPEST} deep`);
  return checkAnswer(schema, json, question);
}

/** The same for a part of an answer. @throws CORPUS_INDEX */
export function checkAnswer<S extends z.ZodType>(
  schema: S,
  json: unknown,
  { url, standard }: Pick<Question, 'url' | 'standard'>,
): z.output<S> {
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const [problem = ''] = describeIssue(parsed.error.issues[0]!, { input: json });
  throw unexpected(url, standard, `something else: ${problem.replace(/\.$/, '')}`, parsed.error);
}

function unexpected(url: string, standard: string, got: string, cause?: unknown): Error {
  return indexError(
    `Expected ${showUrl(url)} to answer as ${standard} says, got ${got}.`,
    'check the configured index.',
    cause,
  );
}
