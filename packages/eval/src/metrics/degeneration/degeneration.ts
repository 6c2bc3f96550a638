import type { TextDocument } from '@longrange/code';
import { z } from 'zod';
import { kaplanMeier, type Lifetime } from '../../statistics/event-times.ts';
import { count } from '../../statistics/shapes.ts';
import { textMetric } from '../metric.ts';
import { countNgrams, NGRAM_ORDERS, type NgramCount } from './ngrams.ts';

/** Figures of metric 7. Every other rate is conditional on them. */
const degenerationSchema = z.object({
  whitespaceShare: z.number().min(0).max(1),
  longestRun: z.object({ character: z.string(), length: count }),
  /** Loops with a period of at most 200 characters and at least 4 repeats. */
  loops: z.object({ count, characters: count, share: z.number().min(0).max(1) }),
  /** Share of distinct n-grams among all character n-grams, by n. */
  distinctNgrams: z.array(z.object({ n: count, share: z.number().min(0).max(1) })),
  /**
   * Characters until the first collapse (loop or run): the Kaplan–Meier median over all documents, where those that did not collapse are
   * censored at their length. Null if fewer than half are seen to collapse; the median is then greater than `seenCharacters`.
   */
  firstCollapse: z.object({
    collapsedDocuments: count,
    medianCharacters: z.number().nullable(),
    seenCharacters: count,
  }),
});

/** Repetition and collapse of samples. */
export type Degeneration = z.infer<typeof degenerationSchema>;

/** White space, repetition and collapse of one document. */
export interface DocumentDegeneration {
  readonly characters: number;
  readonly whitespace: number;
  readonly longestRun: Degeneration['longestRun'];
  readonly loops: { readonly count: number; readonly characters: number };
  /** Counts in the order of `NGRAM_ORDERS`. */
  readonly ngrams: readonly NgramCount[];
  /** Characters until the first collapse. */
  readonly lifetime: Lifetime;
}

/**
 * Measures metric 7 on one document. White space is what `\s` matches. `findLoops` defines a loop; a document collapses at the start of its
 * first one (a long run of one character is a loop of period 1). Distinct n-grams are counted in blocks of 4096 characters: `countNgrams`.
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

/** Summarizes the first collapses. The median is where the Kaplan–Meier curve of documents that have not collapsed falls to one half. */
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

/** Returns the first of the longest runs of a single character (UTF-16 code unit). */
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

export const degeneration = textMetric({
  key: 'degeneration',
  schema: degenerationSchema,
  measure: measureDegeneration,
  summarize: summarizeDegeneration,
  figures: [],
  section: {
    id: 'guard',
    metric: 7,
    title: 'Is it still text?',
    definition:
      'Text full of loops or blank space breaks no brackets, so read this before any other figure. A loop repeats a stretch of at most 200 characters at least 4 times in a row; a sample collapses where its first begins. Sound files have a few, too. Compare distinct n-grams only between texts of similar length.',
    lead: [
      {
        id: 'loops',
        title: 'Characters in loops',
        format: 'percent',
        pick: ({ loops }) => loops.share,
      },
      {
        id: 'white space',
        title: 'White space',
        format: 'percent',
        pick: ({ whitespaceShare }) => whitespaceShare,
      },
    ],
    figures: [
      {
        kind: 'values',
        id: 'degeneration',
        title: 'Signs of degeneration',
        caption: 'Counts over the whole text, without intervals.',
        rows: [
          { label: 'White space', format: 'percent', of: ({ whitespaceShare }) => whitespaceShare },
          { label: 'Characters in loops', format: 'percent', of: ({ loops }) => loops.share },
          { label: 'Loops', of: ({ loops }) => loops.count },
          {
            label: 'Longest run of one character',
            of: ({ longestRun: { character, length } }) => `${length} × ${JSON.stringify(character)}`,
          },
          { label: 'Documents with a loop', of: ({ firstCollapse }) => firstCollapse.collapsedDocuments },
          {
            label: 'Characters before the first loop, median (Kaplan–Meier)',
            of: ({ firstCollapse: { collapsedDocuments, medianCharacters, seenCharacters } }) =>
              collapsedDocuments === 0 ? null : (medianCharacters ?? `more than ${seenCharacters}`),
          },
          ...NGRAM_ORDERS.map((order) => ({
            label: `Distinct ${order}-grams`,
            format: 'percent' as const,
            of: ({ distinctNgrams }: Degeneration) => distinctNgrams.find(({ n }) => n === order)?.share,
          })),
        ],
      },
    ],
  },
});

export const LONGEST_PERIOD = 200;
export const FEWEST_REPEATS = 4;
/**
 * Minimum length of a loop in characters. Shorter repetition is ordinary code: four spaces of indentation, a ruler of dashes, a row of zeros.
 */
export const SHORTEST_LOOP = 128;

/** A stretch of text that repeats with some period. */
export interface Loop {
  readonly start: number;
  readonly end: number;
}

interface PeriodicLoop extends Loop {
  readonly period: number;
}

/**
 * Returns all maximal stretches of at least 128 characters in which one period of at most 200 characters occurs at least 4 times, merged if they
 * overlap, in ascending order. Exact.
 *
 * A stretch with period p is a run of at least 3p positions i with text[i] = text[i − p]. It is therefore enough to look at every 3p-th
 * position and to extend the run to both sides if it matches: about n · Σ 1/3p, some n steps for all periods together, instead of 200 n.
 * A loop also repeats with every multiple of its period, and ends at the same place; these repetitions are skipped.
 */
export function findLoops(text: string): Loop[] {
  let loops: PeriodicLoop[] = [];
  for (let period = 1; period <= LONGEST_PERIOD; period++) {
    const found = findLoopsOfPeriod(text, period, loops);
    if (found.length > 0) loops = [...loops, ...found].sort((a, b) => a.start - b.start || a.end - b.end);
  }
  return mergeLoops(loops);
}

/** @param known loops of smaller periods, ordered by start. */
function findLoopsOfPeriod(text: string, period: number, known: readonly PeriodicLoop[]): PeriodicLoop[] {
  const found: PeriodicLoop[] = [];
  const shortestRun = Math.max((FEWEST_REPEATS - 1) * period, SHORTEST_LOOP - period);
  let probe = period + shortestRun - 1;
  let checked = period;
  let nextKnown = 0;
  while (probe < text.length) {
    if (text.charCodeAt(probe) !== text.charCodeAt(probe - period)) {
      checked = probe + 1;
      probe += shortestRun;
      continue;
    }
    while (nextKnown < known.length && known[nextKnown]!.end <= probe) nextKnown++;
    const around = known[nextKnown];
    if (around !== undefined && around.start + period <= probe && period % around.period === 0) {
      checked = around.end;
      probe = around.end + shortestRun;
      continue;
    }
    let first = probe;
    while (first > checked && text.charCodeAt(first - 1) === text.charCodeAt(first - 1 - period)) first--;
    let end = probe + 1;
    while (end < text.length && text.charCodeAt(end) === text.charCodeAt(end - period)) end++;
    if (end - first >= shortestRun) found.push({ start: first - period, end, period });
    checked = end;
    probe = end + shortestRun;
  }
  return found;
}

/** @param loops ordered by start. */
function mergeLoops(loops: readonly PeriodicLoop[]): Loop[] {
  const merged: Loop[] = [];
  for (const { start, end } of loops) {
    const last = merged.at(-1);
    if (last === undefined || start >= last.end) merged.push({ start, end });
    else if (end > last.end) merged[merged.length - 1] = { start: last.start, end };
  }
  return merged;
}
