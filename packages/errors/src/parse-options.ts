import { describeIssue, type SchemaIssue } from './describe-issue.ts';
import { type ExitCode, LongrangeError } from './longrange-error.ts';

/** The part of a Zod schema that reads values, so that this package need not import Zod. */
export interface OptionsSchema<Output> {
  /** The keys of an object, which hints list. */
  readonly shape?: object;
  /** Zod's own: the value with its defaults, or everything that is wrong with it. */
  safeParse(
    input: unknown,
  ):
    | { readonly success: true; readonly data: Output }
    | { readonly success: false; readonly error: { readonly issues: readonly SchemaIssue[] } };
}

/** How errors name what is read. */
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
export function parseOptions<Output>(
  schema: OptionsSchema<Output>,
  input: unknown,
  { code, subject, exitCode = 2 }: ParseOptionsContext,
): Output {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const known = Object.keys(schema.shape ?? {});
  const { issues } = parsed.error;
  const problems = issues.slice(0, MOST_PROBLEMS).flatMap((issue) => describeIssue(issue, { input, known }));
  if (issues.length > MOST_PROBLEMS) problems.push(`${issues.length - MOST_PROBLEMS} problems more.`);
  const verb = subject.includes('options') ? 'are' : 'is';
  throw new LongrangeError({
    code,
    message: `The ${subject} ${verb} not valid: ${problems.join(' ')}`,
    hint: known.length === 0 ? undefined : `the keys are ${known.map((key) => `\`${key}\``).join(', ')}.`,
    exitCode,
  });
}
