import { describeIssue, describeValue, LongrangeError } from '@longrange/errors';
import type { ZodType, z } from 'zod';

/** A kind of file that says what it is and in which version. */
export interface VersionedFormat<Schema extends ZodType> {
  /** Of the field `format`. */
  readonly format: string;
  readonly formatVersion: number;
  /** What messages call one: `result`. */
  readonly noun: string;
  /** Where it usually is: `result.json`. */
  readonly fileName: string;
  /** The command that writes one: `longrange eval`. */
  readonly command: string;
  /** Error codes are `<CODE>_INVALID`, `<CODE>_TOO_NEW` and `<CODE>_TOO_OLD`. */
  readonly code: string;
  readonly schema: Schema;
}

const SHOWN_PROBLEMS = 5;

/**
 * Reads a file of a format.
 *
 * @param json the file's text, or what `JSON.parse` made of it
 * @throws LongrangeError (exit code 2) `…_INVALID` for what is none, `…_TOO_NEW`, `…_TOO_OLD` for one of another version
 */
export function parseVersioned<Schema extends ZodType>(
  json: unknown,
  kind: VersionedFormat<Schema>,
): z.output<Schema> {
  const value = typeof json === 'string' ? parseJson(json, kind) : json;
  const fields = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>;
  if (fields.format !== kind.format) {
    throw invalid(kind, `Expected \`format\` to be "${kind.format}", got ${describeValue(fields.format)}.`);
  }
  const { formatVersion } = fields;
  if (typeof formatVersion === 'number' && formatVersion !== kind.formatVersion) {
    throw otherVersion(kind, formatVersion);
  }
  return validateVersioned(value, kind);
}

/** @throws LongrangeError `…_INVALID` naming the fields that are wrong */
export function validateVersioned<Schema extends ZodType>(
  value: unknown,
  kind: VersionedFormat<Schema>,
): z.output<Schema> {
  const parsed = kind.schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const { issues } = parsed.error;
  const problems = issues.flatMap((issue) => describeIssue(issue, { input: value }));
  const shown = problems.slice(0, SHOWN_PROBLEMS).join(' ');
  const more = problems.length > SHOWN_PROBLEMS ? ` (And ${problems.length - SHOWN_PROBLEMS} more.)` : '';
  throw invalid(kind, `The ${kind.noun} is not valid: ${shown}${more}`, parsed.error);
}

function parseJson(json: string, kind: VersionedFormat<ZodType>): unknown {
  try {
    return JSON.parse(json);
  } catch (cause) {
    throw invalid(kind, `Expected a ${kind.noun} in JSON, got ${describeValue(json)}.`, cause);
  }
}

function otherVersion(
  { code, command, formatVersion, noun }: VersionedFormat<ZodType>,
  got: number,
): LongrangeError {
  const isNewer = got > formatVersion;
  return new LongrangeError({
    code: `${code}_${isNewer ? 'TOO_NEW' : 'TOO_OLD'}`,
    message: `Expected a ${noun} of format version ${formatVersion}, got version ${got}.`,
    hint: isNewer
      ? `update longrange: a newer version wrote this ${noun}.`
      : `run \`${command}\` again: what its figures mean has changed.`,
    exitCode: 2,
  });
}

function invalid(
  { code, command, fileName }: VersionedFormat<ZodType>,
  message: string,
  cause?: unknown,
): LongrangeError {
  return new LongrangeError({
    code: `${code}_INVALID`,
    message,
    hint: `give a ${fileName} that \`${command}\` wrote; this file is another one, or damaged.`,
    cause,
    exitCode: 2,
  });
}
