import { createHash } from 'node:crypto';
import { describeValue, LongrangeError } from '@longrange/errors';
import { corpusError } from '../corpus-error.ts';
import type { StoredDocument } from '../sources/source.ts';
import { countCodePoints } from '../text/utf8.ts';

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

const NEWLINE = 0x0a;

/**
 * Cuts the documents, in the order given, into a first and a last part: the last begins with the first line that
 * starts at or after the share `1 - validation` of the characters. A document that the cut meets is in both
 * parts, its lines divided.
 * @throws CORPUS_TOO_SHORT where a part would be empty
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

/** Where the character of index `characters` starts. */
function byteOffset(bytes: Uint8Array, characters: number): number {
  let seen = -1;
  for (let i = 0; i < bytes.length; i++) {
    if ((bytes[i]! & 0xc0) !== 0x80 && ++seen === characters) return i;
  }
  return bytes.length;
}

export const splitNames = ['train', 'validation', 'test', 'projects'] as const;
/** `train`, `validation`, `test`; or `projects`: whole projects held out by a named set, else empty. */
export type SplitName = (typeof splitNames)[number];

/**
 * By document (the default): each document belongs to the split that a hash of its path says, with `groups: 'near'` (the default) all that share text with it too,
 * by the hash of the first of their paths.
 * Contiguous: the documents in the order of their paths, cut once; the test text *is* the validation text.
 */
export type SplitOptions =
  | {
      readonly kind?: 'document';
      readonly validation?: number;
      readonly test?: number;
      readonly seed?: number;
      readonly groups?: 'near' | 'none';
    }
  | { readonly kind: 'contiguous'; readonly validation?: number };

/** A `SplitOptions` with its defaults filled in. Shares are from 0 to 1. */
export type ResolvedSplit =
  | {
      readonly kind: 'document';
      readonly validation: number;
      readonly test: number;
      readonly seed: number;
      readonly groups: 'near' | 'none';
    }
  | { readonly kind: 'contiguous'; readonly validation: number };

const DEFAULT_SHARE = 0.1;
/**
 * The smallest with which both held-out splits of the standard library have their tenth, and at most 2 % of the test split is copied text
 * (scripts/choose-split-seed.mjs).
 */
const DEFAULT_SEED = 17;

/** @throws CORPUS_SPLIT where the shares leave nothing to train on */
export function resolveSplit(options: SplitOptions = {}): ResolvedSplit {
  const validation = checkShare('validation', options.validation ?? DEFAULT_SHARE);
  if (options.kind === 'contiguous') return { kind: 'contiguous', validation };
  const test = checkShare('test', options.test ?? DEFAULT_SHARE);
  checkShare('validation + test', validation + test);
  return {
    kind: 'document',
    validation,
    test,
    seed: options.seed ?? DEFAULT_SEED,
    groups: options.groups ?? 'near',
  };
}

function checkShare(name: string, share: number): number {
  if (share >= 0 && share < 1) return share;
  throw new LongrangeError({
    code: 'CORPUS_SPLIT',
    message: `Expected the share \`${name}\` to be at least 0 and less than 1, got ${describeValue(share)}.`,
    hint: '0.1 is the default.',
    exitCode: 2,
  });
}
