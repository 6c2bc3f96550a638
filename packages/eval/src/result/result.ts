import { describeValue, LongrangeError } from '@longrange/errors';
import { RESULT_FORMAT_VERSION, type Result, resultSchema } from './schema.ts';

export type ResultParts = Omit<Result, 'format' | 'formatVersion' | 'createdAt'> & {
  /** Now, if not given. */
  readonly createdAt?: Date;
};

const SHOWN_PROBLEMS = 5;

/**
 * Puts a result together and checks it against the schema.
 * @throws LongrangeError `RESULT_INVALID` naming the fields that are wrong.
 */
export function buildResult({ createdAt = new Date(), ...parts }: ResultParts): Result {
  return validate({
    format: 'longrange-result',
    formatVersion: RESULT_FORMAT_VERSION,
    createdAt: createdAt.toISOString(),
    ...parts,
  });
}

/**
 * Reads `result.json`.
 * @param json the file's text, or what `JSON.parse` made of it.
 * @throws LongrangeError `RESULT_INVALID` for what is no result, `RESULT_TOO_NEW` for one of a later format.
 */
export function parseResult(json: unknown): Result {
  const value = typeof json === 'string' ? parseJson(json) : json;
  const { format, formatVersion } = (typeof value === 'object' && value !== null ? value : {}) as Record<
    string,
    unknown
  >;
  if (format !== 'longrange-result') {
    throw invalid(`Expected \`format\` to be "longrange-result", got ${describeValue(format)}.`);
  }
  if (typeof formatVersion === 'number' && formatVersion > RESULT_FORMAT_VERSION) {
    throw new LongrangeError({
      code: 'RESULT_TOO_NEW',
      message: `Expected a result of format version ${RESULT_FORMAT_VERSION} at most, got version ${formatVersion}.`,
      hint: 'update longrange: a newer version wrote this result.',
      exitCode: 2,
    });
  }
  return validate(value);
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (cause) {
    throw invalid(`Expected a result in JSON, got ${describeValue(json)}.`, cause);
  }
}

function validate(value: unknown): Result {
  const parsed = resultSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const { issues } = parsed.error;
  const shown = issues
    .slice(0, SHOWN_PROBLEMS)
    .map(({ path, message }) => `\`${path.join('.')}\`: ${message}`);
  const more = issues.length > SHOWN_PROBLEMS ? ` (and ${issues.length - SHOWN_PROBLEMS} more)` : '';
  throw invalid(`Expected a valid result, got ${shown.join('; ')}${more}.`, parsed.error);
}

function invalid(message: string, cause?: unknown): LongrangeError {
  return new LongrangeError({
    code: 'RESULT_INVALID',
    message,
    hint: 'the file is not a result.json of longrange, or it was damaged.',
    cause,
    exitCode: 2,
  });
}
