import type { Source } from '../../../language/source.ts';
import type { SwapCandidate } from '../../../language/swap.ts';
import type { RandomStream } from '../../../random/random.ts';
import { clauseSwaps } from './swap-clauses.ts';
import { nameSwaps } from './swap-names.ts';
import { quoteSwaps } from './swap-quotes.ts';

/** Quotes, clauses and names. */
export function swappable(source: Source, random: RandomStream): SwapCandidate[] {
  return [...quoteSwaps(source), ...clauseSwaps(source, random), ...nameSwaps(source, random)];
}
