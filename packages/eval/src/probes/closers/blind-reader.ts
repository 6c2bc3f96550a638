import { type Choice, DELIMITER_TYPES } from '@longrange/code';
import type { TextIndex } from '../../models/ngram/text-index.ts';
import { summarizeDependency } from '../../statistics/buckets.ts';
import { observeClosers } from './closer-accuracy.ts';
import type { BlindReader } from './schema.ts';

/** Name of the blind reader in tests. */
export const BLIND_READER = 'blind reader';

/**
 * Lets the blind reader answer the items of metric 10.
 * @param natural natural closers
 * @param items length-controlled closers
 * @param training text whose commonest closer, counted in strings and comments as well, is its answer; if undefined, the items are counted
 */
export function readBlindly(
  natural: readonly Choice[],
  items: readonly { readonly between: Choice }[],
  training: TextIndex | undefined,
) {
  const truths = natural.map(({ alternatives }) => alternatives[0]);
  const symbols: Iterable<string | number> = training?.backward ?? truths;
  const counts = new Map<string | number, { readonly closer: string; n: number }>();
  for (const [, closer] of DELIMITER_TYPES)
    counts.set(training?.table.encode(closer!)[1] ?? closer!, { closer: closer!, n: 0 });
  for (const symbol of symbols) {
    const count = counts.get(symbol);
    if (count !== undefined) count.n++;
  }
  const { closer } = [...counts.values()].sort((a, b) => b.n - a.n)[0]!;
  const answer = (choices: readonly Choice[]) => {
    const scoresOf = (choice: Choice) => choice.alternatives.map((one) => (one === closer ? 0 : Number.NaN));
    return observeClosers(choices, choices.map(scoresOf));
  };
  const closers = answer(natural);
  const stretched = answer(items.map(({ between }) => between));
  const summary: BlindReader = {
    closer,
    commonestIn: training === undefined ? 'held-out' : 'training',
    natural: summarizeDependency(closers),
    lengthControlled: stretched.length === 0 ? null : summarizeDependency(stretched),
  };
  return { summary, closers };
}
