import { createHash } from 'node:crypto';
import { describeValue } from '@longrange/errors';
import { corpusError } from '../corpus-error.ts';
import type { StoredDocument } from '../sources/source.ts';
import { countCodePoints } from '../text/utf8.ts';

export interface DocumentSplit {
  /** Split of each path, in the given order. */
  readonly splits: SplitName[];
  /** True if the hashes left a split empty, which was then filled with the nearest documents. */
  readonly adjusted: boolean;
}

/**
 * Returns a number in [0, 1) that depends on seed and path only: the first 48 bits of SHA-256.
 * Numbers below `test` are in the test split, below `test + validation` in the validation split, the rest in training;
 * so adding a document never moves another.
 */
export function splitPosition(path: string, seed: number): number {
  return createHash('sha256').update(`${seed}\n${path}`).digest().readUIntBE(0, 6) / 2 ** 48;
}

/**
 * Splits by document. A split with a share above 0 gets at least one document; if the hashes give it none,
 * it takes those with the nearest hashes (`adjusted`).
 * @throws CORPUS_TOO_FEW_DOCUMENTS if there are fewer documents than splits
 */
export function splitByDocument(
  paths: readonly string[],
  { validation, test, seed }: { validation: number; test: number; seed: number },
): DocumentSplit {
  const testMinimum = test > 0 ? 1 : 0;
  const validationMinimum = validation > 0 ? 1 : 0;
  const needed = testMinimum + validationMinimum + 1;
  if (paths.length < needed) {
    throw corpusError(
      'CORPUS_TOO_FEW_DOCUMENTS',
      `Expected at least ${needed} documents to split by document, got ${paths.length}.`,
      'add documents, or cut the text itself with the contiguous split.',
    );
  }
  const positions = paths.map((path) => splitPosition(path, seed));
  const below = (limit: number) => positions.filter((position) => position < limit).length;
  // Splits are ranges of positions, so only two cuts in the order of positions need to be chosen.
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

const NEWLINE = 0x0a;

/**
 * Cuts the documents, in the given order, into a first and a last part: the last begins with the first line that
 * starts at or after the fraction `1 - validation` of the characters. A document at the cut is in both
 * parts, its lines divided.
 * @throws CORPUS_TOO_SHORT if a part would be empty
 */
export function splitContiguously(
  documents: readonly StoredDocument[],
  validation: number,
): { train: StoredDocument[]; validation: StoredDocument[] } {
  const total = documents.reduce((sum, { characters }) => sum + characters, 0);
  let toCut = Math.floor(total * (1 - validation));
  const train: StoredDocument[] = [];
  const rest: StoredDocument[] = [];
  for (const document of documents) {
    if (toCut <= 0) rest.push(document);
    else if (toCut >= document.characters) train.push(document);
    else {
      const { first, last } = cutAtLine(document, toCut);
      train.push(first);
      if (last !== undefined) rest.push(last);
    }
    toCut -= document.characters;
  }
  if (train.length === 0 || (rest.length === 0 && validation > 0)) {
    throw corpusError(
      'CORPUS_TOO_SHORT',
      `Expected enough lines for a training and a validation part, got ${total} characters.`,
      'add text.',
    );
  }
  return { train, validation: rest };
}

/** Cuts after the first newline at or after `characters`. */
function cutAtLine(
  document: StoredDocument,
  characters: number,
): { first: StoredDocument; last?: StoredDocument } {
  const { path, bytes } = document;
  const cut = bytes.indexOf(NEWLINE, byteOffset(bytes, characters - 1)) + 1;
  const first = bytes.subarray(0, cut);
  if (cut === bytes.length) return { first: document };
  const firstCharacters = countCodePoints(first);
  return {
    first: { path, bytes: first, characters: firstCharacters },
    last: { path, bytes: bytes.subarray(cut), characters: document.characters - firstCharacters },
  };
}

/** Returns the byte offset of the character with index `characters`. */
function byteOffset(bytes: Uint8Array, characters: number): number {
  let seen = -1;
  for (let i = 0; i < bytes.length; i++) {
    if ((bytes[i]! & 0xc0) !== 0x80 && ++seen === characters) return i;
  }
  return bytes.length;
}

export const splitNames = ['train', 'validation', 'test', 'projects'] as const;
/** Name of a split; `projects` contains the whole projects that a named set holds out, else nothing. */
export type SplitName = (typeof splitNames)[number];

/**
 * Split by document (the default): a hash of its path assigns each document to a split; with `groups: 'near'` (the default), all
 * documents that share text stay together, by the hash of their first path.
 * Contiguous: the documents, in the order of their paths, are cut once; the test text *is* the validation text.
 */
export type SplitOptions =
  | (Partial<DocumentShares> & { readonly kind?: 'document' })
  | { readonly kind: 'contiguous'; readonly validation?: number };

/** `SplitOptions` with defaults filled in. */
export type ResolvedSplit =
  | (DocumentShares & { readonly kind: 'document' })
  | { readonly kind: 'contiguous'; readonly validation: number };

/** Shares are fractions from 0 to 1. */
interface DocumentShares {
  readonly validation: number;
  readonly test: number;
  readonly seed: number;
  readonly groups: 'near' | 'none';
}

const DEFAULT_SHARE = 0.1;
/** Smallest seed that gives both held-out splits of the standard library a tenth, with at most 2 % of the test split copied. */
const DEFAULT_SEED = 17;

/** @throws CORPUS_SPLIT if the shares leave nothing to train on */
export function resolveSplit(options: SplitOptions = {}): ResolvedSplit {
  const validation = checkShare('validation', options.validation ?? DEFAULT_SHARE);
  if (options.kind === 'contiguous') return { kind: 'contiguous', validation };
  const test = checkShare('test', options.test ?? DEFAULT_SHARE);
  checkShare('validation + test', validation + test);
  const { seed = DEFAULT_SEED, groups = 'near' } = options;
  return { kind: 'document', validation, test, seed, groups };
}

function checkShare(name: string, share: number): number {
  if (share >= 0 && share < 1) return share;
  throw corpusError(
    'CORPUS_SPLIT',
    `Expected the share \`${name}\` to be at least 0 and less than 1, got ${describeValue(share)}.`,
    '0.1 is the default.',
  );
}
