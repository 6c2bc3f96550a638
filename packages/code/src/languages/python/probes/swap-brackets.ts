/**
 * Whether a logical line may have other brackets in one place. The grammar lets through what CPython does not: a base class in place of a type
 * parameter, what is deleted that is a call or a set, what Python 2 printed, stars of arguments, and a bare `yield` outside parentheses.
 */
export function mayBracket(line: string, opener: number, closer: number): boolean {
  const [before, inside] = [line.slice(0, opener), line.slice(opener + 1, closer)];
  return (
    !/^(?:class|del)\b|(?<!\.)\b(?:exec|print)\s*$/.test(before) &&
    !/^\s*(?:\*|yield\b)|,\s*\*\*/.test(inside)
  );
}
