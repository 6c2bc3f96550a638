import type { Source } from '../../../language/source.ts';
import type { SwapCandidate, Twin } from '../../../language/swap.ts';
import { pick } from '../../../random/draw.ts';
import type { RandomStream } from '../../../random/random.ts';
import { clausePlaces } from './clause-places.ts';

/**
 * The first line of a statement with one clause, `if …:` with `else` or `try:` with `except`, where the other clause may not come: the twin has the
 * other first line before the same block, an `if` of the same document.
 */
export function clauseSwaps(source: Source, random: RandomStream): SwapCandidate[] {
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
