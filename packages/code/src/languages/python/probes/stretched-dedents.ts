import { fill } from '../../../dependencies/fill.ts';
import { indentLines, shiftLines } from '../../../dependencies/indent-lines.ts';
import type { Candidate } from '../../../language/candidate.ts';
import type { StretchedChoice } from '../../../language/choice.ts';
import type { Source } from '../../../language/source.ts';
import { pick } from '../../../random/draw.ts';
import { clausePlaces } from './clause-places.ts';
import type { Fragments } from './fragments.ts';

/**
 * The indentation of a statement's first clause. A second block is put around or inside the statement, one after whose first line the
 * clause may not come: where it is inside, the clause is at the outer of the two indentations, where it is around, at the inner.
 * These two are each other's mirror image: the same two first lines in the one order and in the other, then the same block
 * within both. Further statements are put at its beginning; as the control, before both first lines. The distance is that
 * from the nearer of the two to the beginning of the clause's line.
 */
export function dedentCandidates(source: Source, fragments: Fragments): Candidate[] {
  return clausePlaces(source).map((place): Candidate => {
    const { document, text, readFrom, start, end, indent, unit, head, rest, keyword, header } = place;
    const block = shiftLines(place.block, unit);
    const others = fragments.headers[keyword === 'except' || keyword === 'finally' ? 'plain' : 'with'];
    const inner = indent + unit;
    return {
      document,
      opener: header.line.first,
      distance: head.length + block.length,
      group: keyword,
      stretch: (goal, random) => {
        const filler = fill(fragments.statements, goal, inner.length + unit.length, random);
        if (filler === null || others.length === 0) return null;
        const other = pick(random, others);
        const choose = (isOuter: boolean, before: boolean): StretchedChoice => {
          const ahead = before ? indentLines(filler, indent) : '';
          const [first, second] = isOuter ? [head, other] : [other, head];
          const opening = `${ahead}${indent}${first}\n${inner}${second}\n`;
          const inside = before ? '' : indentLines(filler, inner + unit);
          const read = `${opening}${inside}${block}`;
          const lead = text.slice(readFrom, start);
          const [truth, flip] = isOuter ? [indent, inner] : [inner, indent];
          const nearest = lead.length + opening.length - second.length - 1;
          const at = lead.length + read.length;
          return {
            kind: 'dedent',
            document,
            text: lead + read + truth + keyword,
            at,
            alternatives: [truth + keyword, flip + keyword],
            start: nearest,
            distance: at - nearest,
            depth: header.depth,
            attractors: before ? 0 : 2 * goal.attractors,
            opener: header.line.first,
            edits: [{ start, end, replacement: read + (isOuter ? rest : shiftLines(rest, unit)) }],
          };
        };
        return [
          { between: choose(true, false), before: choose(true, true) },
          { between: choose(false, false), before: choose(false, true) },
        ];
      },
    };
  });
}
