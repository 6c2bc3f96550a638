/**
 * Whether a logical line may have other brackets in one place. The grammar lets through what CPython does not: a base class in place of a type
 * parameter, what is deleted that is a call or a set, a star first in brackets, and a bare `yield` outside parentheses.
 */
export function mayBracket(line: string, opener: number): boolean {
  return !/^(?:class|del)\b/.test(line) && !/^\s*(?:\*|yield\b)/.test(line.slice(opener + 1));
}
