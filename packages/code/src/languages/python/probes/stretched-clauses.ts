import { fill } from '../../../dependencies/fill.ts';
import { indentLines } from '../../../dependencies/indent-lines.ts';
import type { Candidate } from '../../../language/candidate.ts';
import type { StretchedChoice } from '../../../language/choice.ts';
import type { Source } from '../../../language/source.ts';
import { pick } from '../../../random/draw.ts';
import { clausePlaces } from './clause-places.ts';
import type { Fragments } from './fragments.ts';

/**
 * The keyword of a statement's only clause: `else` after an `if`, `except` after a `try`, where the other may not come. Further
 * statements are put at the beginning of the block, so that its end is as it was; as the control, before the statement. The
 * mirror image has the other first line before the same block. Attractors are small `if` and `try` statements.
 */
export function clauseCandidates(source: Source, fragments: Fragments): Candidate[] {
  return clausePlaces(source).flatMap((place): Candidate[] => {
    const { document, text, readFrom, start, end, indent, unit, block, rest, header } = place;
    const pair = `${header.keyword} ${place.keyword}`;
    const [clauseLine] = rest.split('\n', 1);
    if (place.clauses > 1 || !clauseLine!.endsWith(':')) return [];
    if (pair !== 'if else' && pair !== 'try except') return [];
    return [
      {
        document,
        opener: header.line.first,
        distance: place.head.length + block.length,
        group: header.keyword,
        stretch: (goal, random) => {
          const filler = fill(fragments.statements, goal, indent.length + unit.length, random);
          if (filler === null || fragments.headers.if.length === 0) return null;
          const suite = rest.slice(clauseLine!.length);
          const branch = {
            head: header.keyword === 'if' ? place.head : pick(random, fragments.headers.if),
            clause: 'else:',
          };
          const attempt = {
            head: 'try:',
            clause: header.keyword === 'try' ? clauseLine!.slice(indent.length) : 'except Exception:',
          };
          const choose = (image: typeof branch, before: boolean): StretchedChoice => {
            const [truth, flip] =
              image === branch ? (['else', 'except'] as const) : (['except', 'else'] as const);
            const ahead = before ? indentLines(filler, indent) : '';
            const opening = `${ahead}${indent}${image.head}\n`;
            const inside = before ? '' : indentLines(filler, indent + unit);
            const read = `${opening}${inside}${block}${indent}`;
            const edits = [{ start, end, replacement: `${read}${image.clause}${suite}` }];
            const lead = text.slice(readFrom, start);
            const first = lead.length + ahead.length + indent.length;
            const at = lead.length + read.length;
            return {
              kind: 'clause',
              document,
              text: lead + read + truth,
              at,
              alternatives: [truth, flip],
              start: first,
              distance: at - first,
              depth: header.depth,
              attractors: before ? 0 : goal.attractors,
              opener: header.line.first,
              edits,
            };
          };
          return [
            { between: choose(branch, false), before: choose(branch, true) },
            { between: choose(attempt, false), before: choose(attempt, true) },
          ];
        },
      },
    ];
  });
}
