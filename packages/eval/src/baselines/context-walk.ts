import type { ContextTrie } from './context-trie.ts';
import { BOUNDARY, type SymbolArray } from './symbols.ts';

/** Where a context stands in a trie: among the contexts of its level, or as a place in the training text. */
export interface ContextVisitor {
  /** A context that occurs twice or more. */
  branch(length: number, context: number): void;
  /** A context that occurs once; `follower` is the symbol that came after it. */
  leaf(length: number, follower: number): void;
}

/**
 * Visits the contexts before `position` from the empty one to the longest that the training text has, each
 * one symbol longer than the last.
 */
export function walkContexts(
  { text, sorted, levels }: ContextTrie,
  symbols: SymbolArray,
  position: number,
  visitor: ContextVisitor,
): void {
  let context = 0;
  let place = -1;
  visitor.branch(0, 0);
  for (let length = 1; length < levels.length && length <= position; length++) {
    const symbol = symbols[position - length]!;
    if (length > 1 && symbols[position - length + 1] === BOUNDARY) return;
    if (place < 0) {
      context = findChild(levels[length - 1]!.firstChild, levels[length]!.symbol, context, symbol);
      if (context < 0) return;
      if (levels[length]!.occurrences[context]! > 1) {
        visitor.branch(length, context);
        continue;
      }
      place = sorted[levels[length]!.low[context]!]!;
    } else if (place < length || text[place - length] !== symbol) return;
    visitor.leaf(length, text[place]!);
  }
}

/** Binary search among a context's children; −1 where there is none with that symbol. */
function findChild(firstChild: Int32Array, symbols: SymbolArray, context: number, symbol: number): number {
  let low = firstChild[context]!;
  let high = firstChild[context + 1]!;
  const end = high;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (symbols[middle]! < symbol) low = middle + 1;
    else high = middle;
  }
  return low < end && symbols[low] === symbol ? low : -1;
}
