import type { RandomStream } from '../../../../statistics/random.ts';
import type { Source } from '../../../dependencies/source.ts';
import type { SwapCandidate } from '../../../dependencies/swap.ts';
import { clauseSwaps } from './swap-clauses.ts';
import { nameSwaps } from './swap-names.ts';
import { quoteSwaps } from './swap-quotes.ts';

/** Quotes, clauses and names. */
export function swappable(source: Source, random: RandomStream): SwapCandidate[] {
  return [...quoteSwaps(source), ...clauseSwaps(source, random), ...nameSwaps(source, random)];
}
