import type { Header, Outline } from '../../../language/outline.ts';

/** The outermost function whose block contains the lines that have `around` around them; null outside of functions. */
export function outermostFunction(around: Header | null): Header | null {
  let outermost: Header | null = null;
  for (let header = around; header !== null; header = header.outer) {
    if (header.keyword === 'def') outermost = header;
  }
  return outermost;
}

/**
 * Words outside of all functions, and the names of functions themselves, with where each comes first: what code in
 * a function may mention although the function does not bind it. Lines that are indented without a header, and
 * blocks of such, belong to a function whose beginning was cut away.
 */
export function wordsOutsideFunctions(text: string, { lines }: Outline): Map<string, number> {
  const words = new Map<string, number>();
  for (const { line, around, indent, keyword } of lines) {
    if (outermostFunction(around) !== null || outermostIndent(around, indent).length > 0) continue;
    const end = keyword === 'def' ? text.indexOf('(', line.first) : line.end;
    const statement = text.slice(line.first, end < 0 ? line.end : end);
    for (const match of statement.matchAll(WORD)) {
      if (!words.has(match[0])) words.set(match[0], line.first + match.index);
    }
  }
  return words;
}

function outermostIndent(around: Header | null, indent: string): string {
  let outermost = indent;
  for (let header = around; header !== null; header = header.outer) outermost = header.indent;
  return outermost;
}

export function wordsOf(text: string): Set<string> {
  return new Set(Array.from(text.matchAll(WORD), ([word]) => word));
}

const WORD = /[A-Za-z_]\w*/g;
