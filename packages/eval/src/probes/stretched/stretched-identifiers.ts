import { pick } from '../../statistics/draw.ts';
import { applyEdits } from '../choices/choice.ts';
import { findUses, type IdentifierUse, identifierChoice } from '../choices/identifiers.ts';
import { lineIndexAt } from '../choices/outline.ts';
import type { Source } from '../choices/source.ts';
import { fill } from './fill.ts';
import type { Fragments } from './fragments.ts';
import { type Candidate, firstLineToRead } from './stretch.ts';
import { indentLines } from './stretched-clauses.ts';

/** Between the beginning of what is read and the line with the use. */
const LONGEST_LEAD = 1024;

/**
 * Uses of names whose last mention, and that of a rival, stands on an earlier line; further statements, which mention neither, are
 * put before the line with the use. Groups: whether the rival was mentioned more recently.
 */
export function identifierCandidates(source: Source, fragments: Fragments): Candidate[] {
  return source.syntax.functions.flatMap((scope) =>
    findUses(source.outline, scope).flatMap((use) => candidatesOfUse(source, use, fragments)),
  );
}

function candidatesOfUse(source: Source, use: IdentifierUse, fragments: Fragments): Candidate[] {
  const { lines } = source.outline;
  const index = lineIndexAt(lines, use.start);
  const line = lines[index];
  const before = lines[index - 1];
  if (line === undefined || before === undefined || line.around === null) return [];
  const position = line.line.indentStart;
  // A line after a decorator, or one that goes on with a statement, has nothing before it.
  if (line.line.role !== 'statement' || before.line.role === 'decorator' || use.start >= line.line.end)
    return [];
  const rivals = use.rivals.filter(({ mentioned }) => mentioned < position);
  if (use.mentioned >= position) return [];
  return [true, false].flatMap((recent): Candidate[] => {
    const group = rivals.filter(({ between }) => between > 0 === recent);
    const firstMention = Math.min(use.mentioned, ...group.map(({ mentioned }) => mentioned));
    const readFrom =
      lines[firstLineToRead(lines, Math.max(0, lineIndexAt(lines, firstMention)))]!.line.indentStart;
    if (group.length === 0 || position - readFrom > LONGEST_LEAD) return [];
    return [
      {
        distance: use.start - use.mentioned,
        variety: '',
        group: recent ? 'rival mentioned last' : 'name mentioned last',
        stretch: (goal, random) => {
          const rival = pick(random, group);
          const mentions = new RegExp(`\\b(?:${use.name}|${rival.name})\\b`);
          const pool = { plain: fragments.statements, attractors: [] };
          const neutral = { ...goal, attractors: 0 };
          const chosen = fill(
            pool,
            neutral,
            line.indent.length,
            random,
            ({ lines: [text] }) => !mentions.test(text!),
          );
          if (chosen === null) return null;
          const edits = [{ start: position, end: position, replacement: indentLines(chosen, line.indent) }];
          const choice = identifierChoice(source, use, rival);
          if (choice === null) return null;
          const { length } = edits[0]!.replacement;
          const text = applyEdits(source.text, edits, readFrom, use.start + choice.alternatives[0].length);
          const at = choice.at - readFrom + length;
          const start = choice.start - readFrom;
          return [{ ...choice, text, at, start, distance: at - start, edits }];
        },
      },
    ];
  });
}
