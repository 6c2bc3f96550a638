import { describeIssue, type ExitCode, LongrangeError } from '@longrange/errors';
import type { ZodObject, z } from 'zod';

export interface ParseOptionsContext {
  /** Code of the error, such as `MODEL_CONFIG`. */
  readonly code: string;
  /** What is being read, as the message names it: "model configuration". */
  readonly subject: string;
  readonly exitCode?: ExitCode;
}

/** So many are told: a file may have a million. */
const MOST_PROBLEMS = 20;

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
  const { issues } = parsed.error;
  const problems = issues
    .slice(0, MOST_PROBLEMS)
    .flatMap((issue) => describeIssue(issue, { input, known: keys }));
  if (issues.length > MOST_PROBLEMS) problems.push(`${issues.length - MOST_PROBLEMS} problems more.`);
  throw new LongrangeError({
    code: context.code,
    message: `The ${context.subject} is not valid: ${problems.join(' ')}`,
    hint: `the keys are ${keys.map((key) => `\`${key}\``).join(', ')}.`,
    exitCode: context.exitCode ?? 2,
  });
}
