import { type ExitCode, LongrangeError, nearest } from '@longrange/errors';
import type { core, ZodObject, z } from 'zod';
import { describeJson } from './describe-json.ts';

export interface ParseOptionsContext {
  /** Code of the error, such as `MODEL_CONFIG`. */
  readonly code: string;
  /** What is being read, as the message names it: "model configuration". */
  readonly subject: string;
  readonly exitCode?: ExitCode;
}

/**
 * Reads `input` with a strict Zod object: defaults filled in, every problem reported at once, the nearest known key named
 * for an unknown one.
 *
 * @throws LongrangeError with `context.code`, exit code 2 unless told otherwise
 */
export function parseOptions<Schema extends ZodObject>(
  schema: Schema,
  input: unknown,
  context: ParseOptionsContext,
): z.output<Schema> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const keys = Object.keys(schema.shape);
  const problems = parsed.error.issues.flatMap((issue) => describeIssue(issue, input, keys));
  throw new LongrangeError({
    code: context.code,
    message: `The ${context.subject} is not valid: ${problems.join(' ')}`,
    hint: `the keys are ${keys.map((key) => `\`${key}\``).join(', ')}.`,
    exitCode: context.exitCode ?? 2,
  });
}

function describeIssue(issue: core.$ZodIssue, input: unknown, keys: readonly string[]): string[] {
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => describeUnknownKey(key, keys));
  const where = issue.path.length === 0 ? 'the whole' : `\`${issue.path.join('.')}\``;
  if (issue.code === 'custom') return [`Expected ${where} ${issue.message}.`];
  return [
    `Expected ${where} to be ${describeExpectation(issue)}, got ${describeJson(valueAt(input, issue.path))}.`,
  ];
}

function describeUnknownKey(key: string, keys: readonly string[]): string {
  const meant = nearest(key, keys);
  return meant === undefined
    ? `Unknown key \`${key}\`.`
    : `Unknown key \`${key}\`: did you mean \`${meant}\`?`;
}

function describeExpectation(issue: core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.expected === 'int' ? 'an integer' : `of type ${issue.expected}`;
    case 'too_small': {
      const bound = `${issue.inclusive === false ? 'more than' : 'at least'} ${issue.minimum}`;
      return issue.origin === 'array' || issue.origin === 'string' ? `${bound} long` : bound;
    }
    case 'too_big': {
      const bound = `${issue.inclusive === false ? 'less than' : 'at most'} ${issue.maximum}`;
      return issue.origin === 'array' || issue.origin === 'string' ? `${bound} long` : bound;
    }
    case 'invalid_value':
      return issue.values.map((value) => JSON.stringify(value)).join(' or ');
    default:
      return issue.message;
  }
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let value = input;
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<PropertyKey, unknown>)[key];
  }
  return value;
}
