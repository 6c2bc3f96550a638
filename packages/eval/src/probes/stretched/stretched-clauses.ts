import type { Language } from '../../languages/language.ts';
import type { RandomStream } from '../../statistics/random.ts';
import { applyEdits, type Choice, type ChoiceKind } from '../choices/choice.ts';
import { type Clause, clauseChoices, findClauses } from '../choices/clauses.ts';
import { type OutlinedLine, outline } from '../choices/outline.ts';
import type { Source } from '../choices/source.ts';
import { fill } from './fill.ts';
import type { Fragment, Fragments } from './fragments.ts';
import { type Candidate, firstLineToRead } from './stretch.ts';

/**
 * The keyword of a clause: `else` and `except`, each where the other may not come. Further statements are put at the beginning of
 * the block before, so that its end is as it was; attractors are small statements that could take the other. Groups: the
 * keyword; varieties: its indentation.
 */
export function clauseCandidates(source: Source, fragments: Fragments, language: Language): Candidate[] {
  return stretchableClauses(source).flatMap((place): Candidate[] => {
    const { line, keyword, rival } = place.clause;
    const pair = `${keyword} ${rival}`;
    if (pair !== 'else except' && pair !== 'except else') return [];
    const stretch = stretchClause(source, place, 'clause', fragments, language);
    return [{ distance: distanceOf(place), group: keyword, variety: line.indent, stretch }];
  });
}

/**
 * The indentation of any clause, against each at which it may not stand; further statements as above. Groups: whether the wrong
 * indentation is deeper; varieties: the two indentations. So neither habit (clauses at eight blanks are the most
 * frequent) nor "one level less than the last line" is of help.
 */
export function dedentCandidates(source: Source, fragments: Fragments, language: Language): Candidate[] {
  return stretchableClauses(source).flatMap((place) =>
    place.clause.wrongIndents.map((wrongIndent): Candidate => {
      const clause = { ...place.clause, wrongIndents: [wrongIndent] };
      const widths = [clause.line.indent.length, wrongIndent.length];
      return {
        distance: distanceOf(place),
        group: widths[1]! > widths[0]! ? 'deeper' : 'less deep',
        variety: `${Math.min(...widths)} ${Math.max(...widths)}`,
        stretch: stretchClause(source, { ...place, clause }, 'dedent', fragments, language),
      };
    }),
  );
}

/** A clause, the first line of the block before it, and where reading begins. */
interface ClausePlace {
  readonly clause: Clause;
  readonly block: OutlinedLine;
  readonly readFrom: number;
}

function stretchableClauses({ outline: { lines, headers } }: Source): ClausePlace[] {
  const indexOf = new Map(lines.map((line, index) => [line.line, index]));
  return findClauses({ lines, headers }).flatMap((clause) => {
    const index = indexOf.get(clause.header.line)!;
    const block = lines[index + 1];
    if (block?.around !== clause.header || clause.line.line.indentStart === 0) return [];
    return [{ clause, block, readFrom: lines[firstLineToRead(lines, index)]!.line.indentStart }];
  });
}

function distanceOf({ clause: { line, header } }: ClausePlace): number {
  return line.line.first - header.line.first;
}

function stretchClause(
  { name, text }: Source,
  { clause, block, readFrom }: ClausePlace,
  kind: ChoiceKind,
  fragments: Fragments,
  language: Language,
): Candidate['stretch'] {
  const { line, keyword, rival } = clause;
  const attractors = rival === 'except' ? fragments.compound.try : fragments.compound.branch;
  return (goal, random) => {
    const pool = { plain: fragments.statements, attractors };
    const chosen = fill(pool, goal, block.indent.length, random);
    if (chosen === null) return null;
    const position = block.line.indentStart;
    const edits = [{ start: position, end: position, replacement: indentLines(chosen, block.indent) }];
    const stretched = applyEdits(text, edits, readFrom, line.line.first + keyword.length);
    const choice = readAgain(name, stretched, clause, language, random)?.find((one) => one.kind === kind);
    return choice === undefined ? null : [{ ...choice, edits }];
  };
}

/** The choices of the clause that the text ends with, if it still comes after a block such as its own. */
function readAgain(
  document: string,
  text: string,
  clause: Clause,
  language: Language,
  random: RandomStream,
): Choice[] | null {
  const read = outline(text, language.analyse(text, { cut: false }));
  const found = findClauses(read).at(-1);
  const { header, keyword, wrongIndents, rival } = clause;
  if (found?.keyword !== keyword || found.header.keyword !== header.keyword) return null;
  if (found.line.line.end !== text.length) return null;
  const choices = clauseChoices(document, text, read, { ...found, wrongIndents, rival }, random);
  return choices.map((choice) => ({ ...choice, depth: header.depth }));
}

/** Statements one after the other, each line indented and ended. */
export function indentLines(fragments: readonly Fragment[], indent: string): string {
  return fragments.flatMap(({ lines }) => lines.map((line) => `${indent}${line}\n`)).join('');
}
