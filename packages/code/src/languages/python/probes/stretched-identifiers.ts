import { fill } from '../../../dependencies/fill.ts';
import { indentLines } from '../../../dependencies/indent-lines.ts';
import type { Candidate } from '../../../language/candidate.ts';
import { applyEdits, type Edit, type StretchedChoice } from '../../../language/choice.ts';
import { firstLineToRead, lineIndexAt, type OutlinedLine } from '../../../language/outline.ts';
import type { Source } from '../../../language/source.ts';
import { pick } from '../../../random/draw.ts';
import type { Fragments } from './fragments.ts';
import { findUses, type IdentifierUse, identifierChoice } from './identifiers.ts';

/** Between the beginning of what is read and the line with the use. */
const LONGEST_LEAD = 1024;

/**
 * Uses of names whose last mention is on an earlier line, against a name as long that is mentioned nowhere in what is read. Further
 * statements, which mention neither, are put before the line with the use; as the control, before that of the last mention. The
 * mirror image has the other name at every place where this one is.
 */
export function identifierCandidates(source: Source, fragments: Fragments): Candidate[] {
  return findUses(source).flatMap((use) => candidatesOfUse(source, use, fragments));
}

function candidatesOfUse(source: Source, use: IdentifierUse, fragments: Fragments): Candidate[] {
  const { name: document, text, outline } = source;
  const { lines } = outline;
  const { name, start, mentioned } = use;
  const index = lineIndexAt(lines, start);
  const line = lines[index];
  if (line === undefined || !mayFollowStatement(lines, index) || start >= line.line.end) return [];
  const position = line.line.indentStart;
  const ahead = lineBefore(lines, lineIndexAt(lines, mentioned));
  if (line.around === null || ahead < 0 || mentioned >= position) return [];
  const readFrom = lines[firstLineToRead(lines, ahead)]!.line.indentStart;
  if (position - readFrom > LONGEST_LEAD) return [];
  const end = start + name.length;
  const read = text.slice(readFrom, end + 1);
  if (mentions(text.slice(position, start), name)) return [];
  const rivals = use.rivals.filter((rival) => rival.length === name.length && !mentions(read, rival));
  if (rivals.length === 0) return [];
  return [
    {
      document,
      opener: mentioned,
      distance: start - mentioned,
      group: '',
      stretch: (goal, random) => {
        const rival = pick(random, rivals);
        const neutral = { plain: fragments.statements.plain, attractors: [] };
        const filler = fill(neutral, goal, line.indent.length, random, ({ lines: [statement] }) =>
          [name, rival].every((one) => !mentions(statement!, one)),
        );
        if (filler === null) return null;
        const insert = ({ line: { indentStart }, indent }: OutlinedLine): Edit => ({
          start: indentStart,
          end: indentStart,
          replacement: indentLines(filler, indent),
        });
        const choose = (inserted: Edit, truth: string, flip: string): StretchedChoice | null => {
          const choice = identifierChoice(source, { ...use, name: truth }, flip);
          if (choice === null) return null;
          const renamed = truth === name ? [] : renamings(read, readFrom, name, truth);
          const edits = [...renamed, inserted].sort((a, b) => a.start - b.start || a.end - b.end);
          const at = start - readFrom + inserted.replacement.length;
          const shift = inserted.start <= mentioned ? inserted.replacement.length : 0;
          const begin = mentioned - readFrom + shift;
          return {
            ...choice,
            text: applyEdits(text, edits, readFrom, end + 1),
            at,
            start: begin,
            distance: at - begin,
            opener: mentioned,
            edits,
          };
        };
        const image = (truth: string, flip: string) => {
          const between = choose(insert(line), truth, flip);
          const before = choose(insert(lines[ahead]!), truth, flip);
          return between === null || before === null ? null : { between, before };
        };
        const [first, second] = [image(name, rival), image(rival, name)];
        return first === null || second === null ? null : [first, second];
      },
    },
  ];
}

/** Whether statements may be put before a line. */
function mayFollowStatement(lines: readonly OutlinedLine[], index: number): boolean {
  const { role } = lines[index]!.line;
  return (role === 'statement' || role === 'definition') && lines[index - 1]?.line.role !== 'decorator';
}

/** The last line up to `index` before which statements may be put; −1 for none. */
function lineBefore(lines: readonly OutlinedLine[], index: number): number {
  let ahead = index;
  while (ahead >= 0 && !mayFollowStatement(lines, ahead)) ahead--;
  return ahead;
}

function mentions(text: string, name: string): boolean {
  return new RegExp(`\\b${name}\\b`).test(text);
}

function renamings(read: string, readFrom: number, name: string, replacement: string): Edit[] {
  return Array.from(read.matchAll(new RegExp(`\\b${name}\\b`, 'g')), ({ index }) => ({
    start: readFrom + index,
    end: readFrom + index + name.length,
    replacement,
  }));
}
