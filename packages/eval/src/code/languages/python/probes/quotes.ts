import type { Choice } from '../../../dependencies/choice.ts';
import { depthOf, lineIndexAt } from '../../../dependencies/outline.ts';
import type { Source } from '../../../dependencies/source.ts';
import type { StringRecord } from '../../../lexical.ts';

/**
 * The closing quotes of every string, against as many of the other kind. `attractors` are quotes of the other kind within
 * the string, `depth` the blocks around it.
 */
export function chooseQuotes({ name, text, lexical, outline }: Source): Choice[] {
  return lexical.strings
    .filter(({ terminated }) => terminated)
    .map((string) => {
      const line = outline.lines[lineIndexAt(outline.lines, string.start)];
      return quoteChoice(name, text, string, depthOf(line?.around ?? null));
    });
}

export function quoteChoice(document: string, text: string, string: StringRecord, depth: number): Choice {
  const { start, at, quote } = quotesOf(text, string);
  const other = quote === '"' ? "'" : '"';
  const count = string.end - at;
  return {
    kind: 'quote',
    document,
    text,
    at,
    alternatives: [quote.repeat(count), other.repeat(count)],
    start,
    distance: at - start,
    depth,
    attractors: text.slice(start, at).split(other).length - 1,
  };
}

/** Where a string's quotes begin, after its prefix, and where those that close it do. */
export function quotesOf(
  text: string,
  { start, end, triple }: StringRecord,
): { start: number; at: number; quote: string } {
  const quote = text[end - 1]!;
  return { start: text.indexOf(quote, start), at: end - (triple ? 3 : 1), quote };
}
