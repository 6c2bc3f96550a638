import type { DelimiterType } from '../../../delimiter-stack.ts';

/**
 * Whether a logical line may have other brackets in one place. The grammar lets through what CPython does not: an element to be deleted that is a call or a set, a
 * star that is alone in parentheses or first in a subscript, and a bare `yield` outside parentheses.
 */
export function mayBracket(line: string, opener: number, _type: DelimiterType): boolean {
  return !/^del\b/.test(line) && !/^\s*(?:\*|yield\b)/.test(line.slice(opener + 1));
}
