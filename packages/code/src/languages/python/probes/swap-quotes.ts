import { firstLineToRead, lineIndexAt } from '../../../language/outline.ts';
import type { Source } from '../../../language/source.ts';
import type { SwapCandidate, Twin } from '../../../language/swap.ts';

/** Strings, of one line or of several, in whose text no quote and no backslash tells of which kind they are: either kind of quotes would do. */
export function quoteSwaps({ name, text, lexical, outline }: Source): SwapCandidate[] {
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
