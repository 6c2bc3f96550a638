import { describeIssue, LongrangeError } from '@longrange/errors';
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
    const context = { input: value, noun: 'setting', known: knownPaths };
    problems.push(...result.error.issues.flatMap((issue) => describeIssue(issue, context)));
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
