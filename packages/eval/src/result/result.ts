import { correctTests, type UncorrectedTest } from './correct-tests.ts';
import { RESULT_FORMAT_VERSION, type Result, resultSchema } from './schema.ts';
import { parseVersioned, type VersionedFormat, validateVersioned } from './versioned-json.ts';

/** What `buildResult` makes a result of. */
export type ResultParts = Omit<Result, 'format' | 'formatVersion' | 'createdAt' | 'tests' | 'comparisons'> & {
  /** Not corrected for their number. Neither are those of `probes.units`. */
  readonly comparisons: readonly UncorrectedTest[];
  /** Now, if not given. */
  readonly createdAt?: Date;
};

export const resultFormat: VersionedFormat<typeof resultSchema> = {
  format: 'longrange-result',
  formatVersion: RESULT_FORMAT_VERSION,
  noun: 'result',
  fileName: 'result.json',
  command: 'longrange eval',
  code: 'RESULT',
  schema: resultSchema,
};

/**
 * Puts a result together, corrects the p-values of all its tests as one family (`correctTests`), and checks it against the schema.
 * @throws LongrangeError `RESULT_INVALID` naming the fields that are wrong.
 */
export function buildResult({ createdAt = new Date(), probes, ...parts }: ResultParts): Result {
  const { format, formatVersion } = resultFormat;
  const { comparisons, units, tests } = correctTests(parts.comparisons, probes?.units ?? null);
  return validateVersioned(
    {
      ...{ format, formatVersion, createdAt: createdAt.toISOString() },
      ...{ ...parts, probes: probes === null ? null : { ...probes, units }, comparisons, tests },
    },
    resultFormat,
  );
}

/**
 * Reads `result.json`.
 * @param json the file's text, or what `JSON.parse` made of it.
 * @throws LongrangeError `RESULT_INVALID` for what is no result, `RESULT_TOO_NEW`, `RESULT_TOO_OLD` for one of another format.
 */
export function parseResult(json: unknown): Result {
  return parseVersioned(json, resultFormat);
}
