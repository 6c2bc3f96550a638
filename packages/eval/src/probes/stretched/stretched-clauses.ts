import type { Language } from '../../languages/language.ts';
import type { RandomStream } from '../../statistics/random.ts';
import { applyEdits, type StretchedChoice } from '../choices/choice.ts';
import { type Clause, clauseChoices, findClauses } from '../choices/clauses.ts';
import { outline } from '../choices/outline.ts';
import type { Source } from '../choices/source.ts';
import { fill } from './fill.ts';
import type { Fragment, Fragments } from './fragments.ts';
import { type Candidate, firstLineToRead } from './stretch.ts';

/**
 * Clauses with a wrong indentation to be held against; further statements are put at the beginning of the block before, so that
 * its end is as it was. Attractors are small statements that could take the rival. Groups: whether the clause is one of
 * `try`, and whether the wrong indentations are deeper or not, as neither the more frequent clause nor "one level
 * less" shall be the answer.
 */
export function clauseCandidates(source: Source, fragments: Fragments, language: Language): Candidate[] {
  const { lines } = source.outline;
  const indexOf = new Map(lines.map((line, index) => [line.line, index]));
  return findClauses(source.outline).flatMap((clause) => {
    const { line, header, keyword, wrongIndents } = clause;
    const index = indexOf.get(header.line)!;
    const block = lines[index + 1];
    if (block === undefined || block.around !== header || line.line.indentStart === 0) return [];
    const deeper = wrongIndents.filter(({ length }) => length > line.indent.length);
    const directions = [deeper, wrongIndents.filter((indent) => !deeper.includes(indent))];
    const isTry = keyword === 'except' || keyword === 'finally' || clause.rival === 'elif';
    const attractors = isTry ? fragments.compound.branch : fragments.compound.try;
    const readFrom = lines[firstLineToRead(lines, index)]!.line.indentStart;
    return directions.flatMap((indents, direction): Candidate[] =>
      indents.length === 0
        ? []
        : [
            {
              distance: line.line.first - header.line.first,
              group: `${isTry} ${direction}`,
              variety: keyword,
              stretch: (goal, random) => {
                const pool = { plain: fragments.statements, attractors };
                const chosen = fill(pool, goal, block.indent.length, random);
                if (chosen === null) return null;
                const replacement = indentLines(chosen, block.indent);
                const position = block.line.indentStart;
                const edits = [{ start: position, end: position, replacement }];
                const text = applyEdits(source.text, edits, readFrom, line.line.first + keyword.length);
                const stretched = { ...clause, wrongIndents: indents };
                const shift = replacement.length - readFrom;
                return (
                  stretchClause(source.name, text, shift, stretched, language, random)?.map((choice) => ({
                    ...choice,
                    edits,
                  })) ?? null
                );
              },
            },
          ],
    );
  });
}

/** The choices, if the clause still comes after the block of its header. */
function stretchClause(
  document: string,
  text: string,
  shift: number,
  clause: Clause,
  language: Language,
  random: RandomStream,
): Omit<StretchedChoice, 'edits'>[] | null {
  const read = outline(text, language.analyse(text, { cut: false }));
  const found = findClauses(read).at(-1);
  if (found?.line.line.first !== clause.line.line.first + shift) return null;
  if (found.keyword !== clause.keyword || found.header.keyword !== clause.header.keyword) return null;
  const { wrongIndents, rival } = clause;
  const choices = clauseChoices(document, text, read, { ...found, wrongIndents, rival }, random);
  return choices.map((choice) => ({ ...choice, depth: clause.header.depth }));
}

/** Statements one after the other, each line indented and ended. */
export function indentLines(fragments: readonly Fragment[], indent: string): string {
  return fragments.flatMap(({ lines }) => lines.map((line) => `${indent}${line}\n`)).join('');
}
