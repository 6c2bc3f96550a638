import { clausePairs } from '../../../dependencies/clauses.ts';
import { namePairs } from '../../../dependencies/name-pairs.ts';
import { quotePairs } from '../../../dependencies/quote-pairs.ts';
import type { PairCandidate } from '../../../language/choice.ts';
import type { Source } from '../../../language/source.ts';
import type { RandomStream } from '../../../random/random.ts';
import type { StringRecord } from '../../../text/lexical.ts';
import { rules } from './rules.ts';

/** Dependencies that can be swapped, besides brackets: quotes, clauses and names. */
export function pairCandidates(source: Source, random: RandomStream): PairCandidate[] {
  const words = source.syntax.words!;
  return [
    ...quotePairs(source, otherQuote),
    ...clausePairs(source, rules, random),
    ...namePairs(
      source,
      {
        word: /(?<![\w$])[A-Za-z_$][\w$]*/g,
        bindingKind: ({ start }) => {
          const kind = words.get(start)?.kind ?? 'use';
          return kind === 'use' ? null : kind;
        },
        isUse: ({ start }) => words.get(start)?.kind === 'use',
        isInScope: (binding, { start }) => start < words.get(binding.start)!.end,
        isPlain: (name) => /^(?!(?:as|async|await|get|let|of|set|static|type|yield)$)\w+$/.test(name),
      },
      random,
    ),
  ];
}

/** Returns the other quotation mark, or one for a template of one line without fields or a tag; null for other templates. */
function otherQuote(text: string, { quoteStart, contentStart, contentEnd }: StringRecord): string | null {
  const quote = text[quoteStart];
  if (quote !== '`') return quote === '"' ? "'" : '"';
  const before = text.slice(Math.max(0, quoteStart - 16), quoteStart);
  const isTagged =
    /[\w$)\]]\s*$/.test(before) && !/\b(?:case|in|of|return|throw|typeof|await|yield)\s*$/.test(before);
  const isPlain = !/[\n$]/.test(text.slice(contentStart, contentEnd));
  return isTagged || !isPlain || /[^=]>\s*$/.test(before) ? null : '"';
}
