import { describeIssue, describeValue, LongrangeError } from '@longrange/errors';
import { type ZodType, z } from 'zod';

/** A kind of file that states its format and version. */
export interface VersionedFormat<Schema extends ZodType> {
  /** Value of the field `format`. */
  readonly format: string;
  readonly formatVersion: number;
  /** Name in messages, such as `result`. */
  readonly noun: string;
  /** Usual name of the file, such as `result.json`. */
  readonly fileName: string;
  /** Command that writes the file, such as `longrange eval`. */
  readonly command: string;
  /** Prefix of the error codes `<CODE>_INVALID`, `<CODE>_TOO_NEW` and `<CODE>_TOO_OLD`. */
  readonly code: string;
  readonly schema: Schema;
}

const SHOWN_PROBLEMS = 5;

/**
 * Reads a file of a format.
 *
 * @param json the file's text, or its value from `JSON.parse`
 * @throws LongrangeError (exit code 2) `…_INVALID` if it is anything else; `…_TOO_NEW`, `…_TOO_OLD` if it has another version
 */
export function parseVersioned<Schema extends ZodType>(
  json: unknown,
  kind: VersionedFormat<Schema>,
): z.output<Schema> {
  const { format, formatVersion: own, noun, command, code } = kind;
  let value = json;
  try {
    if (typeof json === 'string') value = JSON.parse(json);
  } catch (cause) {
    throw invalid(kind, `Expected a ${noun} in JSON, got ${describeValue(json)}.`, cause);
  }
  const fields = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>;
  if (fields.format !== format) {
    const got = fields.format === undefined ? describeValue(value) : describeValue(fields.format);
    throw invalid(kind, `Expected \`format\` to be "${format}", got ${got}.`);
  }
  const { formatVersion: got } = fields;
  if (typeof got !== 'number' || got === own) return validateVersioned(value, kind);
  const isNewer = got > own;
  throw new LongrangeError({
    code: `${code}_${isNewer ? 'TOO_NEW' : 'TOO_OLD'}`,
    message: `Expected a ${noun} of format version ${own}, got version ${got}.`,
    hint: isNewer
      ? `update longrange: a newer version wrote this ${noun}.`
      : `run \`${command}\` again: the meaning of its figures has changed.`,
    exitCode: 2,
  });
}

/** Parts of a file of a format. */
export type Unstamped<File> = Omit<File, 'format' | 'formatVersion' | 'createdAt'> & {
  /** Time of creation, now if not given. */
  readonly createdAt?: Date;
};

/** Assembles a file of a format, and checks it against the schema. @throws LongrangeError `…_INVALID` naming the invalid fields */
export function buildVersioned<Schema extends ZodType>(
  { createdAt = new Date(), ...parts }: { readonly createdAt?: Date; readonly [field: string]: unknown },
  kind: VersionedFormat<Schema>,
): z.output<Schema> {
  const { format, formatVersion } = kind;
  return validateVersioned({ format, formatVersion, createdAt: createdAt.toISOString(), ...parts }, kind);
}

function validateVersioned<Schema extends ZodType>(
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

function invalid(
  { code, command, fileName }: VersionedFormat<ZodType>,
  message: string,
  cause?: unknown,
): LongrangeError {
  return new LongrangeError({
    code: `${code}_INVALID`,
    message,
    hint: `give a ${fileName} that \`${command}\` wrote; this file is something else, or damaged.`,
    cause,
    exitCode: 2,
  });
}

/**
 * Returns the JSON Schema (2020-12) of a file that longrange writes, for readers in any language. Unknown fields are allowed, so that
 * readers accept what a later version adds.
 */
export function jsonSchemaOf({
  format,
  formatVersion,
  fileName,
  schema,
}: VersionedFormat<ZodType>): Record<string, unknown> {
  const { $schema, ...rest } = z.toJSONSchema(schema, { io: 'input' });
  return {
    $schema,
    $id: `urn:longrange:schema:${format}:${formatVersion}`,
    title: fileName,
    description: `Format ${format}, version ${formatVersion}. docs/metrics.md says what the figures mean.`,
    ...rest,
  };
}
