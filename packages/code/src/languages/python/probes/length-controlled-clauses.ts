import { fill, indentLines, shiftLines } from '../../../dependencies/fill.ts';
import type { Candidate, LengthControlledChoice } from '../../../language/choice.ts';
import type { Source } from '../../../language/source.ts';
import { pick } from '../../../random/random.ts';
import { clausePlaces } from './clauses.ts';
import type { Fragments } from './fragments.ts';

/**
 * The keyword of a statement's only clause: `else` after an `if`, `except` after a `try`, where the other may not come. Further
 * statements are put at the beginning of the block, so that its end is unchanged; in the control, before the statement. The mirror
 * image has the other first line before the same block. Attractors are small `if` and `try` statements.
 */
export function clauseCandidates(source: Source, fragments: Fragments): Candidate[] {
  return clausePlaces(source).flatMap((place): Candidate[] => {
    const { document, lead, start, end, indent, unit, block, rest, header } = place;
    const pair = `${header.keyword} ${place.keyword}`;
    const clauseLine = rest.split('\n', 1)[0]!;
    if (place.clauses > 1 || !clauseLine.endsWith(':')) return [];
    if (pair !== 'if else' && pair !== 'try except') return [];
    const { first: opener } = header.line;
    return [
      {
        ...{ document, opener, group: header.keyword, distance: place.head.length + block.length },
        lengthen: (goal, random) => {
          const filler = fill(fragments.statements, goal, indent.length + unit.length, random);
          if (filler === null || fragments.headers.if.length === 0) return null;
          const isBranch = header.keyword === 'if';
          const branch = {
            ...{ truth: 'else', flip: 'except', clause: 'else:' },
            head: isBranch ? place.head : pick(random, fragments.headers.if),
          };
          const attempt = {
            ...{ truth: 'except', flip: 'else', head: 'try:' },
            clause: isBranch ? 'except Exception:' : clauseLine.slice(indent.length),
          };
          const choose = (
            { truth, flip, head, clause }: typeof branch,
            before: boolean,
          ): LengthControlledChoice => {
            const ahead = before ? indentLines(filler, indent) : '';
            const inside = before ? '' : indentLines(filler, indent + unit);
            const read = `${ahead}${indent}${head}\n${inside}${block}${indent}`;
            const first = lead.length + ahead.length + indent.length;
            const at = lead.length + read.length;
            return {
              ...({ kind: 'clause', document, opener, depth: header.depth, at } as const),
              text: lead + read + truth,
              alternatives: [truth, flip],
              start: first,
              distance: at - first,
              attractors: before ? 0 : goal.attractors,
              edits: [{ start, end, replacement: read + clause + rest.slice(clauseLine.length) }],
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

/**
 * The indentation of a statement's first clause. A second block is put around or inside the statement, one whose first line the clause
 * may not follow: where it is inside, the clause is at the outer of the two indentations, where it is around, at the inner. These two
 * are each other's mirror image: the same two first lines in either order, then the same block within both. Further statements are put
 * at its beginning; in the control, before both first lines. The distance is that from the nearer of the two to the clause's line.
 */
export function dedentCandidates(source: Source, fragments: Fragments): Candidate[] {
  return clausePlaces(source).map((place): Candidate => {
    const { document, lead, start, end, indent, unit, head, rest, keyword, header } = place;
    const block = shiftLines(place.block, unit);
    const others = fragments.headers[keyword === 'except' || keyword === 'finally' ? 'plain' : 'with'];
    const inner = indent + unit;
    const { first: opener } = header.line;
    return {
      ...{ document, opener, group: keyword, distance: head.length + block.length },
      lengthen: (goal, random) => {
        const filler = fill(fragments.statements, goal, inner.length + unit.length, random);
        if (filler === null || others.length === 0) return null;
        const other = pick(random, others);
        const choose = (isOuter: boolean, before: boolean): LengthControlledChoice => {
          const ahead = before ? indentLines(filler, indent) : '';
          const [first, second] = isOuter ? [head, other] : [other, head];
          const opening = `${ahead}${indent}${first}\n${inner}${second}\n`;
          const read = `${opening}${before ? '' : indentLines(filler, inner + unit)}${block}`;
          const [truth, flip] = isOuter ? [indent, inner] : [inner, indent];
          const nearest = lead.length + opening.length - second.length - 1;
          const at = lead.length + read.length;
          return {
            ...({ kind: 'dedent', document, opener, depth: header.depth, at } as const),
            text: lead + read + truth + keyword,
            alternatives: [truth + keyword, flip + keyword],
            start: nearest,
            distance: at - nearest,
            attractors: before ? 0 : 2 * goal.attractors,
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
