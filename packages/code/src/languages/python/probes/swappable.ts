import { firstLineToRead, lineIndexAt } from '../../../language/outline.ts';
import type { Source } from '../../../language/source.ts';
import type { SwapCandidate, Twin } from '../../../language/swap.ts';
import { pick } from '../../../random/draw.ts';
import type { RandomStream } from '../../../random/random.ts';
import { clausePlaces } from './clause-places.ts';
import { nameSwaps } from './swap-names.ts';

/** Quotes, clauses and names. */
export function swappable(source: Source, random: RandomStream): SwapCandidate[] {
  return [...quoteSwaps(source), ...clauseSwaps(source, random), ...nameSwaps(source, random)];
}

/**
 * The first line of a statement with one clause, `if …:` with `else` or `try:` with `except`, where the other clause may not come: the twin has the
 * other first line before the same block, an `if` of the same document.
 */
function clauseSwaps(source: Source, random: RandomStream): SwapCandidate[] {
  const places = clausePlaces(source);
  const conditions = places.filter(({ header }) => header.keyword === 'if').map(({ head }) => head);
  return places.flatMap((place): SwapCandidate[] => {
    const { document, text, readFrom, start, head, block, indent, header, keyword, clauses } = place;
    const pair = `${header.keyword} ${keyword}`;
    if (clauses > 1 || conditions.length === 0 || (pair !== 'if else' && pair !== 'try except')) return [];
    const lead = text.slice(readFrom, start) + indent;
    const twin = (first: string, closer: string): Twin => {
      const before = `${lead}${first}\n${block}${indent}`;
      return { text: before + closer, start: lead.length, at: before.length, closer };
    };
    const branch = twin(header.keyword === 'if' ? head : pick(random, conditions), 'else');
    const attempt = twin('try:', 'except');
    const twins = header.keyword === 'if' ? ([branch, attempt] as const) : ([attempt, branch] as const);
    const distance = Math.max(...twins.map((one) => one.at - one.start));
    const swap = { kind: 'clause', document, distance, twins } as const;
    return [{ ...swap, swap: () => swap }];
  });
}

/** Strings, of one line or of several, in whose text no quote and no backslash tells of which kind they are: either kind of quotes would do. */
function quoteSwaps({ name, text, lexical, outline }: Source): SwapCandidate[] {
  let outerEnd = 0;
  return [...lexical.strings]
    .sort((a, b) => a.start - b.start)
    .filter(({ start, end }) => {
      const isOutermost = start >= outerEnd;
      outerEnd = Math.max(outerEnd, end);
      return isOutermost;
    })
    .flatMap(({ quoteStart: start, contentStart, contentEnd: at, end, terminated }): SwapCandidate[] => {
      const line = lineIndexAt(outline.lines, start);
      if (!terminated || line < 0 || at === contentStart || /["'\\]/.test(text.slice(contentStart, at)))
        return [];
      const from = outline.lines[firstLineToRead(outline.lines, line)]!.line.indentStart;
      const twin = (quote: string): Twin => {
        const closer = quote.repeat(end - at);
        const content = text.slice(contentStart, at);
        return {
          text: `${text.slice(from, start)}${closer}${content}${closer}`,
          start: start - from,
          at: at - from,
          closer,
        };
      };
      const quote = text[start]!;
      const swap = {
        ...({ kind: 'quote', document: name, distance: at - start } as const),
        twins: [twin(quote), twin(quote === '"' ? "'" : '"')],
      } as const;
      return [{ ...swap, swap: () => swap }];
    });
}
