import { clausePlaces } from '../../../dependencies/clauses.ts';
import { type Fragments, fill, headerLines, indentLines } from '../../../dependencies/fragments.ts';
import { type Candidate, choiceAt, mirrorImages } from '../../../language/choice.ts';
import type { Source } from '../../../language/source.ts';
import { pick } from '../../../random/random.ts';
import { rules } from './rules.ts';

/** First lines of blocks: of `with`, and of all statements that no `except` may follow. */
export type Headers = Readonly<Record<'with' | 'plain', readonly string[]>>;

export function collectHeaders(sources: readonly Source[]): Headers {
  return {
    with: headerLines(sources, ['with'], rules.isHeader),
    plain: headerLines(sources, ['with', 'if', 'for', 'while'], rules.isHeader),
  };
}

/**
 * Returns candidates for the indentation of a statement's first clause. A second block, whose first line the clause may not follow, is
 * put inside the statement, so that the clause is at the outer of two indentations, or around it, so that it is at the inner. The two
 * are mirror images: the same two first lines in either order, then the same block within both. Further statements are inserted at its
 * beginning; in the control, before both first lines. The distance is measured from the nearer of the two to the clause's line.
 */
export function dedentCandidates(source: Source, fragments: Fragments, headers: Headers): Candidate[] {
  return clausePlaces(source, rules).map((place): Candidate => {
    const { document, lead, start, end, indent, unit, head, rest, keyword, header } = place;
    const block = shiftLines(place.block, unit);
    const others = headers[keyword === 'except' || keyword === 'finally' ? 'plain' : 'with'];
    const inner = indent + unit;
    const { first: opener } = header.line;
    const lengthen: Candidate['lengthen'] = (goal, random) => {
      const filler = fill(fragments.statements, goal, inner.length + unit.length, random);
      if (filler === null || others.length === 0) return null;
      const other = pick(random, others);
      return mirrorImages((isOuter, isBefore) => {
        const ahead = isBefore ? indentLines(filler, indent) : '';
        const [first, second] = isOuter ? [head, other] : [other, head];
        const opening = `${ahead}${indent}${first}\n${inner}${second}\n`;
        const read = `${opening}${isBefore ? '' : indentLines(filler, inner + unit)}${block}`;
        const [truth, flip] = isOuter ? [indent, inner] : [inner, indent];
        return choiceAt(
          { kind: 'dedent', document, opener, depth: header.depth },
          {
            text: lead + read + truth + keyword,
            at: lead.length + read.length,
            start: lead.length + opening.length - second.length - 1,
            alternatives: [truth + keyword, flip + keyword],
            attractors: isBefore ? 0 : 2 * goal.attractors,
            edits: [{ start, end, replacement: read + (isOuter ? rest : shiftLines(rest, unit)) }],
          },
        );
      });
    };
    return { document, opener, distance: head.length + block.length, group: keyword, lengthen };
  });
}

/** Indents all nonblank lines further. */
function shiftLines(lines: string, indent: string): string {
  return lines.replace(/^(?=.*\S)/gm, indent);
}
