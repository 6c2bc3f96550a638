/**
 * Whether a logical line may have other brackets in one place. The grammar lets through what CPython does not: a base class in place of a type
 * parameter, what is deleted that is a call or a set, what Python 2 printed, a star first in brackets, and a bare `yield` outside parentheses.
 */
export function mayBracket(line: string, opener: number): boolean {
  const [before, inside] = [line.slice(0, opener), line.slice(opener + 1)];
  return !/^(?:class|del)\b|(?<!\.)\b(?:exec|print)\s*$/.test(before) && !/^\s*(?:\*|yield\b)/.test(inside);
}
