import { createHash } from 'node:crypto';
import { corpusError } from '../corpus-error.ts';
import type { SplitName } from './split-options.ts';

export interface DocumentSplit {
  /** One for each path, in the order given. */
  readonly splits: SplitName[];
  /** The corpus is so small that a hash alone would leave a split empty: the nearest documents fill it. */
  readonly adjusted: boolean;
}

/**
 * A number in [0, 1) that depends on nothing but seed and path: the first 48 bits of SHA-256.
 * Below `test` lies the test split, below `test + validation` the validation split, the rest is for training;
 * so adding a document never moves another.
 */
export function splitPosition(path: string, seed: number): number {
  return createHash('sha256').update(`${seed}\n${path}`).digest().readUIntBE(0, 6) / 2 ** 48;
}

/**
 * Splits by document. A split with a share above 0 gets at least one document; where the hash gives it none,
 * it takes those whose hash comes nearest (`adjusted`).
 * @throws CORPUS_TOO_FEW_DOCUMENTS where there are fewer documents than splits
 */
export function splitByDocument(
  paths: readonly string[],
  { validation, test, seed }: { validation: number; test: number; seed: number },
): DocumentSplit {
  const testMinimum = test > 0 ? 1 : 0;
  const validationMinimum = validation > 0 ? 1 : 0;
  const needed = testMinimum + validationMinimum + 1;
  if (paths.length < needed) throw tooFewDocuments(paths.length, needed);
  const positions = paths.map((path) => splitPosition(path, seed));
  const below = (limit: number) => positions.filter((position) => position < limit).length;
  // Splits are ranges of positions, so in the order of positions only two cuts are to be chosen.
  const hashedTestEnd = below(test);
  const hashedValidationEnd = below(test + validation);
  const testEnd = clamp(hashedTestEnd, testMinimum, paths.length - validationMinimum - 1);
  const validationEnd = clamp(hashedValidationEnd, testEnd + validationMinimum, paths.length - 1);
  const order = positions.map((_, index) => index).sort((a, b) => positions[a]! - positions[b]! || a - b);
  const splits = new Array<SplitName>(paths.length).fill('train');
  for (const index of order.slice(0, testEnd)) splits[index] = 'test';
  for (const index of order.slice(testEnd, validationEnd)) splits[index] = 'validation';
  return { splits, adjusted: testEnd !== hashedTestEnd || validationEnd !== hashedValidationEnd };
}

function clamp(value: number, minimum: number, maximum: number): number {
  return Math.min(Math.max(value, minimum), maximum);
}

function tooFewDocuments(count: number, needed: number): Error {
  return corpusError(
    'CORPUS_TOO_FEW_DOCUMENTS',
    `Expected at least ${needed} documents to split by document, got ${count}.`,
    'add documents, or cut the text itself with the contiguous split.',
  );
}
