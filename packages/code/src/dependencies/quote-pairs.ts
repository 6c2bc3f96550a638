import type { PairCandidate, PairMember } from '../language/choice.ts';
import { contextStart, lineIndexAt, type Source } from '../language/source.ts';
import { outermostStrings, type StringRecord } from '../text/lexical.ts';

/**
 * Strings whose text, without a quote or a backslash, could be in other quotes.
 * @param otherQuote quotes in which a string would be as sound; null for none
 */
export function quotePairs(
  { path: document, text, lexical, outline }: Source,
  otherQuote: (text: string, string: StringRecord) => string | null,
): PairCandidate[] {
  return outermostStrings(lexical).flatMap((string): PairCandidate[] => {
    const { quoteStart: start, contentStart, contentEnd: at, end, terminated } = string;
    const line = lineIndexAt(outline.lines, start);
    const content = text.slice(contentStart, at);
    if (!terminated || line < 0 || at === contentStart || /["'\\]/.test(content)) return [];
    const other = otherQuote(text, string);
    if (other === null) return [];
    const from = contextStart(outline.lines, line);
    const member = (quote: string): PairMember => {
      const closer = quote.repeat(end - at);
      const memberText = `${text.slice(from, start)}${closer}${content}${closer}`;
      return { text: memberText, start: start - from, at: at - from, closer };
    };
    const members = [member(text[start]!), member(other)] as const;
    const pair = { kind: 'quote', document, distance: at - start, members } as const;
    return [{ ...pair, pair: () => pair }];
  });
}
