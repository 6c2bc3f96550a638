import type { Choice } from '../../../language/choice.ts';
import type { StringRecord } from '../../../text/lexical.ts';

/**
 * The closing quotes of a string, against as many of the other kind. `attractors` are quotes of the other kind within
 * the string, `depth` the blocks around it.
 */
export function quoteChoice(
  document: string,
  text: string,
  { quoteStart: start, contentEnd: at, end }: Pick<StringRecord, 'quoteStart' | 'contentEnd' | 'end'>,
  depth: number,
): Choice {
  const quote = text[start]!;
  const other = quote === '"' ? "'" : '"';
  const count = end - at;
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
