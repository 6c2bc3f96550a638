import type { TextDocument } from '@longrange/code';
import { kaplanMeier, type Lifetime } from '../../statistics/kaplan-meier.ts';
import { countNgrams, NGRAM_ORDERS, type NgramCount } from './distinct-ngrams.ts';
import { findLoops } from './loops.ts';
import type { Degeneration } from './schema.ts';

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
