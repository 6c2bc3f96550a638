import { describeIssue, type SchemaIssue, unknownName } from './describe-issue.ts';
import { describeValue, type ExitCode, LongrangeError } from './longrange-error.ts';

/** The part of a Zod schema that parses values, declared here so that this package need not import Zod. */
export interface OptionsSchema<Output> {
  /** Keys of an object, listed in hints. */
  readonly shape?: object;
  /** Returns the value with defaults filled in, or every problem with it. */
  safeParse(
    input: unknown,
  ):
    | { readonly success: true; readonly data: Output }
    | { readonly success: false; readonly error: { readonly issues: readonly SchemaIssue[] } };
}

/** Error code and name of the input, for error messages. */
export interface ParseOptionsContext {
  /** Code of the error: `MODEL_CONFIG`. */
  readonly code: string;
  /** Name of the input in the message: "model configuration". */
  readonly subject: string;
  readonly exitCode?: ExitCode;
}

/** Maximum number of problems listed in one message; a file may have a million. */
const MOST_PROBLEMS = 20;

/**
 * Reads `input` with a strict Zod object: fills in defaults, reports every problem at once, and suggests the nearest known key for an
 * unknown one.
 *
 * @throws LongrangeError with `context.code`; exit code 2 by default
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
  if (issues.length > MOST_PROBLEMS) problems.push(`${issues.length - MOST_PROBLEMS} more problems.`);
  const verb = subject.includes('options') ? 'are' : 'is';
  throw new LongrangeError({
    code,
    message: `The ${subject} ${verb} not valid: ${problems.join(' ')}`,
    hint: known.length === 0 ? undefined : `the keys are ${known.map((key) => `\`${key}\``).join(', ')}.`,
    exitCode,
  });
}

/**
 * Rejects an invalid argument on behalf of a public function.
 *
 * @param holds true if the argument is as expected
 * @param expected completes "Expected `name` to be …"
 * @throws LongrangeError `ARGUMENT_INVALID` (exit code 2)
 */
export function checkArgument(holds: boolean, name: string, expected: string, value: unknown): void {
  if (holds) return;
  throw new LongrangeError({
    code: 'ARGUMENT_INVALID',
    message: `Expected \`${name}\` to be ${expected}, got ${describeValue(value)}.`,
    exitCode: 2,
  });
}

/**
 * Rejects options that are not an object, and any unknown option, suggesting the nearest known one. Meant for packages without schemas.
 *
 * @throws LongrangeError `ARGUMENT_INVALID` (exit code 2)
 */
export function checkKeys(options: object, known: readonly string[]): void {
  checkArgument(isRecord(options), 'options', 'an object', options);
  const unknown = Object.keys(options).find((key) => !known.includes(key));
  if (unknown === undefined) return;
  throw new LongrangeError({
    code: 'ARGUMENT_INVALID',
    message: unknownName('option', unknown, known),
    hint: `the options are ${known.map((key) => `\`${key}\``).join(', ')}.`,
    exitCode: 2,
  });
}

/**
 * Returns true if lists and objects are nested more than `levels` deep, or contain themselves. Recursive functions overflow the stack
 * at a few thousand levels.
 */
export function isDeeper(value: unknown, levels: number): boolean {
  let level = new Set([value]);
  for (let depth = 0; depth <= levels; depth++) {
    const inside = [...level].flatMap((one) =>
      typeof one === 'object' && one !== null ? Object.values(one as object) : [],
    );
    if (inside.length === 0) return false;
    level = new Set(inside);
  }
  return true;
}

/**
 * Rejects a value whose `formatVersion` is a number other than the one that this program reads.
 *
 * @param code first part of the error's code, before `_NEWER` or `_OLDER`
 * @param name completes "Expected … of format version 2"
 * @throws LongrangeError (exit code 2)
 */
export function refuseOtherVersion(value: unknown, known: number, code: string, name: string): void {
  const version = isRecord(value) ? value.formatVersion : undefined;
  if (typeof version !== 'number' || version === known) return;
  const isNewer = version > known;
  throw new LongrangeError({
    code: `${code}_${isNewer ? 'NEWER' : 'OLDER'}`,
    message: `Expected ${name} of format version ${known}, got version ${version}.`,
    hint: isNewer
      ? 'it was written by a newer longrange; update longrange.'
      : 'it was written by an older longrange; train again.',
    exitCode: 2,
  });
}

/** Returns true for an object that is not an array. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Text with the path that names it in results, with forward slashes. */
export interface TextDocument {
  readonly path: string;
  readonly text: string;
}

/** Returns true for a document as public functions accept it: a plain string, or a text with its path. */
export function isDocument(value: unknown): value is string | TextDocument {
  if (typeof value === 'string') return true;
  return isRecord(value) && typeof value.path === 'string' && typeof value.text === 'string';
}

/**
 * Checks a list of documents, and names each plain string by its position: `text-1`.
 * @throws LongrangeError `ARGUMENT_INVALID`
 */
export function checkDocuments(given: Iterable<string | TextDocument>): TextDocument[] {
  const isList = typeof given === 'object' && given !== null && Symbol.iterator in given;
  checkArgument(isList, 'documents', 'a list of strings or `{ path, text }`', given);
  return Array.from<string | TextDocument>(given).map((document, index) => {
    checkArgument(isDocument(document), 'documents', 'strings or `{ path, text }`', document);
    return typeof document === 'string' ? { path: `text-${index + 1}`, text: document } : document;
  });
}
