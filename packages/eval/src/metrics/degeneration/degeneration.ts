import type { TextDocument } from '@longrange/code';
import { z } from 'zod';
import { kaplanMeier, type Lifetime } from '../../statistics/kaplan-meier.ts';
import { count } from '../../statistics/shapes.ts';
import type { TextMetric } from '../metric.ts';
import { findLoops } from './loops.ts';

/** Metric 7: every other rate is conditional on it. */
const degenerationSchema = z.object({
  whitespaceShare: z.number().min(0).max(1),
  longestRun: z.object({ character: z.string(), length: count }),
  /** Period at most 200 characters, at least 4 repeats. */
  loops: z.object({ count, characters: count, share: z.number().min(0).max(1) }),
  /** Distinct n-grams of characters / all n-grams, by n. */
  distinctNgrams: z.array(z.object({ n: count, share: z.number().min(0).max(1) })),
  /**
   * Characters until the first collapse (loop or run). The median over all documents, those that did not collapse seen for as long as
   * they are (Kaplan & Meier); null where half of them are not seen to collapse, which is then later than `seenCharacters`.
   */
  firstCollapse: z.object({
    collapsedDocuments: count,
    medianCharacters: z.number().nullable(),
    seenCharacters: count,
  }),
});

/** Where samples repeat themselves or collapse. */
export type Degeneration = z.infer<typeof degenerationSchema>;

/** What of one document is white space, repeated or collapsed. */
export interface DocumentDegeneration {
  readonly characters: number;
  readonly whitespace: number;
  readonly longestRun: Degeneration['longestRun'];
  readonly loops: { readonly count: number; readonly characters: number };
  /** By `NGRAM_ORDERS`. */
  readonly ngrams: readonly NgramCount[];
  /** Until the first collapse. */
  readonly lifetime: Lifetime;
}

/**
 * Metric 7 of one document. White space is what `\s` matches. A loop is defined at `findLoops`, and a document collapses where its
 * first loop begins (a long run of one character is a loop of period 1). Distinct n-grams are counted
 * within blocks of 4096 characters, see `countNgrams`.
 */
export function measureDegeneration({ text }: Pick<TextDocument, 'text'>): DocumentDegeneration {
  const found = findLoops(text);
  return {
    characters: text.length,
    whitespace: countWhitespace(text),
    longestRun: findLongestRun(text),
    loops: { count: found.length, characters: sum(found, ({ start, end }) => end - start) },
    ngrams: countNgrams(text),
    lifetime: { time: found[0]?.start ?? text.length, ended: found[0] !== undefined },
  };
}

export function summarizeDegeneration(documents: readonly DocumentDegeneration[]): Degeneration {
  const characters = sum(documents, (document) => document.characters);
  const inLoops = sum(documents, ({ loops }) => loops.characters);
  return {
    whitespaceShare: share(
      sum(documents, ({ whitespace }) => whitespace),
      characters,
    ),
    longestRun: documents.reduce<Degeneration['longestRun']>(
      (longest, { longestRun }) => (longestRun.length > longest.length ? longestRun : longest),
      { character: '', length: 0 },
    ),
    loops: {
      count: sum(documents, ({ loops }) => loops.count),
      characters: inLoops,
      share: share(inLoops, characters),
    },
    distinctNgrams: NGRAM_ORDERS.map((n, index) => ({
      n,
      share: share(
        sum(documents, ({ ngrams }) => ngrams[index]!.distinct),
        sum(documents, ({ ngrams }) => ngrams[index]!.all),
      ),
    })),
    firstCollapse: firstCollapse(documents.map(({ lifetime }) => lifetime)),
  };
}

function sum<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}

/** The median is where the Kaplan–Meier curve of documents that have not collapsed yet comes to a half. */
function firstCollapse(lifetimes: readonly Lifetime[]): Degeneration['firstCollapse'] {
  return {
    collapsedDocuments: lifetimes.filter(({ ended }) => ended).length,
    medianCharacters: kaplanMeier(lifetimes).find(({ survival }) => survival <= 0.5)?.time ?? null,
    seenCharacters: lifetimes.reduce((longest, { time }) => Math.max(longest, time), 0),
  };
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

function countWhitespace(text: string): number {
  let count = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code <= 32 ? code === 32 || (code >= 9 && code <= 13) : code >= 0xa0 && /\s/.test(text[i]!)) count++;
  }
  return count;
}

/** The first of the longest stretches of one and the same character (UTF-16 code unit). */
function findLongestRun(text: string): { character: string; length: number } {
  let longest = { character: '', length: 0 };
  let start = 0;
  for (let i = 1; i <= text.length; i++) {
    if (i < text.length && text.charCodeAt(i) === text.charCodeAt(start)) continue;
    if (i - start > longest.length) longest = { character: text.charAt(start), length: i - start };
    start = i;
  }
  return longest;
}

/** Each twice the one before: an n-gram is two of half its length. */
export const NGRAM_ORDERS = [1, 2, 4, 8, 16] as const;

const BLOCK_CHARACTERS = 4096;
/** A power of two, twice the n-grams of a block. */
const SLOTS = 2 * BLOCK_CHARACTERS;
const SLOT_BITS = Math.log2(SLOTS);
const EMPTY = -1;

/** Distinct n-grams and all n-grams. */
interface NgramCount {
  readonly distinct: number;
  readonly all: number;
}

/** What is in each slot of the hash table of one block's n-grams. */
const keys = new Int32Array(SLOTS);
/** Of the n-gram at each place of a block, the slot that it is in: the same for the same n-gram. */
const slotAt = new Uint16Array(BLOCK_CHARACTERS);

/**
 * Counts, for each of `NGRAM_ORDERS`, the n-grams of characters that differ within blocks of 4096 characters. Blocks, because the share of
 * distinct n-grams falls with the length of a text, so that bodies of different size could not be compared.
 */
export function countNgrams(text: string): NgramCount[] {
  const counts = NGRAM_ORDERS.map(() => ({ distinct: 0, all: 0 }));
  for (let start = 0; start < text.length; start += BLOCK_CHARACTERS) {
    const length = Math.min(BLOCK_CHARACTERS, text.length - start);
    for (const [index, n] of NGRAM_ORDERS.entries()) {
      const all = Math.max(0, length - n + 1);
      counts[index]!.all += all;
      counts[index]!.distinct += n === 1 ? enterCharacters(text, start, all) : enterPairs(n / 2, all);
    }
  }
  return counts;
}

function enterCharacters(text: string, start: number, all: number): number {
  keys.fill(EMPTY);
  let distinct = 0;
  for (let place = 0; place < all; place++) if (enter(place, text.charCodeAt(start + place))) distinct++;
  return distinct;
}

/** The n-grams of twice the length `half` that was entered last. */
function enterPairs(half: number, all: number): number {
  keys.fill(EMPTY);
  let distinct = 0;
  for (let place = 0; place < all; place++) {
    if (enter(place, (slotAt[place]! << SLOT_BITS) | slotAt[place + half]!)) distinct++;
  }
  return distinct;
}

/** Whether the n-gram that `key` names is the first of its kind in the block. */
function enter(place: number, key: number): boolean {
  let slot = Math.imul(key, 0x9e3779b1) >>> (32 - SLOT_BITS);
  for (let found = keys[slot]; found !== key; found = keys[slot]) {
    if (found === EMPTY) {
      keys[slot] = key;
      slotAt[place] = slot;
      return true;
    }
    slot = (slot + 1) % SLOTS;
  }
  slotAt[place] = slot;
  return false;
}

export const degeneration: TextMetric<
  'degeneration',
  DocumentDegeneration,
  typeof degenerationSchema,
  never
> = {
  key: 'degeneration',
  number: 7,
  title: 'Degeneration',
  schema: degenerationSchema,
  measure: measureDegeneration,
  summarize: summarizeDegeneration,
  figures: [],
};
