import { parseVersioned, validateVersioned } from '../result/versioned-json.ts';
import { type Comparison, comparisonFormat } from './schema.ts';

/** Parts of a `Comparison`. */
export type ComparisonParts = Omit<Comparison, 'format' | 'formatVersion' | 'createdAt' | 'tests'> & {
  /** Time of creation, now if not given. */
  readonly createdAt?: Date;
};

/** Assembles a comparison and checks it against the schema. @throws LongrangeError `COMPARISON_INVALID` naming the invalid fields */
export function buildComparison({ createdAt = new Date(), ...parts }: ComparisonParts): Comparison {
  const { format, formatVersion } = comparisonFormat;
  const tests = parts.measures.reduce((sum, { differences }) => sum + differences.length, 0);
  const value = { format, formatVersion, createdAt: createdAt.toISOString(), ...parts, tests };
  return validateVersioned(value, comparisonFormat);
}

/**
 * Reads `comparison.json`.
 * @param json the file's text, or its value from `JSON.parse`
 * @throws LongrangeError `COMPARISON_INVALID`, `COMPARISON_TOO_NEW`, `COMPARISON_TOO_OLD`
 */
export function parseComparison(json: unknown): Comparison {
  return parseVersioned(json, comparisonFormat);
}
