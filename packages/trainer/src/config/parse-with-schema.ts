import { describeValue, LongrangeError, nearest } from '@longrange/errors';
import type { z } from 'zod';

/**
 * Parses `value` and returns it with its defaults filled in.
 *
 * @param knownPaths dotted paths of all settings, candidates for what an unknown key was meant to be
 * @param earlierProblems problems found before, reported together with those of the schema
 * @throws LongrangeError `CONFIG_INVALID` (exit code 2) that lists *all* problems
 */
export function parseWithSchema<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  { knownPaths = [], earlierProblems = [] }: ParseOptions = {},
): z.output<Schema> {
  const result = schema.safeParse(value);
  const problems = [...earlierProblems];
  if (!result.success) {
    for (const issue of result.error.issues) problems.push(...describeIssue(issue, value, knownPaths));
  }
  if (problems.length > 0 || !result.success) throw configurationError(problems);
  return result.data;
}

export interface ParseOptions {
  readonly knownPaths?: readonly string[];
  readonly earlierProblems?: readonly string[];
}

function configurationError(problems: readonly string[]): LongrangeError {
  const message =
    problems.length === 1
      ? problems[0]!
      : `Expected a valid configuration, got ${problems.length} problems:\n- ${problems.join('\n- ')}`;
  return new LongrangeError({ code: 'CONFIG_INVALID', message, exitCode: 2 });
}

function describeIssue(issue: z.core.$ZodIssue, root: unknown, knownPaths: readonly string[]): string[] {
  const path = issue.path.map(String);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => unknownSetting([...path, key].join('.'), knownPaths));
  }
  if (issue.code === 'custom') return [issue.message];
  return [
    `Expected \`${path.join('.')}\` to be ${expectation(issue)}, got ${describeValue(valueAt(root, path))}.`,
  ];
}

function expectation(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.expected === 'int' ? 'a whole number' : `of type ${issue.expected}`;
    case 'too_small':
      return `${issue.inclusive ? 'at least' : 'more than'} ${issue.minimum}${unitOf(issue.origin)}`;
    case 'too_big':
      return `${issue.inclusive ? 'at most' : 'less than'} ${issue.maximum}${unitOf(issue.origin)}`;
    case 'invalid_value':
      return issue.values.map((value) => JSON.stringify(value)).join(' or ');
    default:
      return `valid (${issue.message})`;
  }
}

function unitOf(origin: string): string {
  if (origin === 'string') return ' characters long';
  return origin === 'array' ? ' items long' : '';
}

function valueAt(root: unknown, path: readonly string[]): unknown {
  let value = root;
  for (const key of path) value = (value as Record<string, unknown> | undefined)?.[key];
  return value;
}

/** One sentence for a key that no setting has, naming the nearest one: by its whole path, else by its last part. */
export function unknownSetting(key: string, knownPaths: readonly string[]): string {
  const lastPart = (path: string): string => path.slice(path.lastIndexOf('.') + 1);
  const byPath = nearest(key, knownPaths);
  const byName = nearest(lastPart(key), knownPaths.map(lastPart));
  const meant = byPath ?? knownPaths.find((path) => lastPart(path) === byName);
  const message = `Expected a known setting, got \`${key}\`.`;
  return meant === undefined ? message : `${message} Did you mean \`${meant}\`?`;
}
