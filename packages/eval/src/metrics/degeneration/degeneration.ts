import type { TextDocument } from '../../code/text-document.ts';
import { kaplanMeier, type Lifetime } from '../../statistics/kaplan-meier.ts';
import type { Degeneration } from '../text-schema.ts';
import { DistinctNgramCounter } from './distinct-ngrams.ts';
import { findLoops } from './loops.ts';

const NGRAM_ORDERS = [1, 2, 4, 8, 16];

/**
 * Metric 7. White space is what `\s` matches. A loop is defined at `findLoops`, and a document collapses where its
 * first loop begins (a long run of one character is a loop of period 1). Distinct n-grams are counted
 * within blocks of 4096 characters, see `DistinctNgramCounter`.
 */
export function measureDegeneration(documents: readonly TextDocument[]): Degeneration {
  const counters = NGRAM_ORDERS.map((n) => ({ n, counter: new DistinctNgramCounter(n) }));
  const lifetimes: Lifetime[] = [];
  const loops = { count: 0, characters: 0 };
  let characters = 0;
  let whitespace = 0;
  let longestRun = { character: '', length: 0 };
  for (const { text } of documents) {
    characters += text.length;
    whitespace += countWhitespace(text);
    const run = findLongestRun(text);
    if (run.length > longestRun.length) longestRun = run;
    for (const { counter } of counters) counter.add(text);
    const found = findLoops(text);
    const ended = found[0] !== undefined;
    lifetimes.push({ time: found[0]?.start ?? text.length, ended });
    loops.count += found.length;
    for (const { start, end } of found) loops.characters += end - start;
  }
  return {
    whitespaceShare: share(whitespace, characters),
    longestRun,
    loops: { ...loops, share: share(loops.characters, characters) },
    distinctNgrams: counters.map(({ n, counter }) => ({
      n,
      share: share(counter.count.distinct, counter.count.all),
    })),
    firstCollapse: firstCollapse(lifetimes),
  };
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
