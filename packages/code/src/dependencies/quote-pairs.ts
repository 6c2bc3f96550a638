import {
  applyEdits,
  type Candidate,
  choiceAt,
  mirrorImages,
  type PairCandidate,
  type PairMember,
} from '../language/choice.ts';
import { contextStart, depthOf, lineIndexAt, type Source } from '../language/source.ts';
import { outermostStrings, type StringRecord } from '../text/lexical.ts';
import { type FragmentPool, fill } from './fragments.ts';

/**
 * Returns minimal pairs of strings whose text contains no quote and no backslash, so that it could be in other quotes.
 * @param otherQuote returns a quote in which a string would be just as sound; null if there is none
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

/**
 * Makes a candidate of a string. Further text is inserted `inside` it or, in the control, as comments before its line. The mirror image
 * has the other kind of quotes around the same text.
 */
export function quoteCandidate(
  { path: document, text, outline: { lines } }: Source,
  { quoteStart: opener, contentStart, contentEnd, end }: StringRecord,
  pool: FragmentPool,
  inside: { readonly at: number; readonly prefix: string; readonly suffix: string },
  comment: string,
): Candidate {
  const index = lineIndexAt(lines, opener);
  const { line, indent, around } = lines[index]!;
  const readFrom = contextStart(lines, index);
  const before = { at: line.indentStart, prefix: indent + comment, suffix: '\n' };
  const lengthen: Candidate['lengthen'] = (goal, random) => {
    const filler = fill(pool, goal, inside.prefix.length, random);
    if (filler === null) return null;
    return mirrorImages((isDouble, isBefore) => {
      const [quote, other] = (isDouble ? ['"', "'"] : ["'", '"']) as [string, string];
      const closer = quote.repeat(end - contentEnd);
      const { at: start, prefix, suffix } = isBefore ? before : inside;
      const replacement = filler.map((one) => prefix + one.lines[0] + suffix).join('');
      const insert = { start, end: start, replacement };
      const opening = { start: opener, end: contentStart, replacement: closer };
      const closing = { start: contentEnd, end, replacement: closer };
      const edits = isBefore ? [insert, opening, closing] : [opening, insert, closing];
      const edited = applyEdits(text, edits, readFrom, end);
      const from = applyEdits(text, isBefore ? [insert] : [], readFrom, opener).length;
      const at = edited.length - closer.length;
      const attractors = edited.slice(from, at).split(other).length - 1;
      const alternatives = [closer, other.repeat(closer.length)] as const;
      return choiceAt(
        { kind: 'quote', document, opener, depth: depthOf(around) },
        { text: edited, at, start: from, alternatives, attractors, edits },
      );
    });
  };
  return { document, opener, distance: contentEnd - opener, group: '', lengthen };
}
