import {
  type Candidate,
  choiceAt,
  mirrorImages,
  type PairCandidate,
  type PairMember,
} from '../language/choice.ts';
import { contextStart, type Header, type OutlinedLine, type Source } from '../language/source.ts';
import { pick, type RandomStream } from '../random/random.ts';
import { type Fragments, fill, indentLines } from './fragments.ts';
import type { DependencyRules } from './rules.ts';

/** A compound statement and its first clause, with the parts of its text. */
export interface ClausePlace {
  /** Header of the block before the clause. */
  readonly header: Header;
  /** First word of the clause. */
  readonly keyword: string;
  readonly document: string;
  /** Text before the statement, as far as it is read. */
  readonly lead: string;
  /** Offsets of the statement's first line and of its end. */
  readonly start: number;
  readonly end: number;
  /** The first line, without indentation. */
  readonly head: string;
  /** Whole lines of its block. */
  readonly block: string;
  /** Text between the clause's indentation and its keyword: a closing brace, or nothing. */
  readonly bridge: string;
  /** The statement's text from the clause's line on. */
  readonly rest: string;
  /** Number of clauses. */
  readonly clauses: number;
  /** Indentation of the first line. */
  readonly indent: string;
  /** Additional indentation of its block. */
  readonly unit: string;
}

type ClauseRules = Pick<DependencyRules, 'controlFlow' | 'isHeader' | 'branch' | 'attempt'>;

export function clausePlaces(source: Source, { controlFlow, isHeader }: ClauseRules): ClausePlace[] {
  const { path: document, text, outline } = source;
  const { lines } = outline;
  const indexOf = new Map(lines.map(({ line }, index) => [line, index]));
  return lines.flatMap((clause, from): ClausePlace[] => {
    const { keyword, indent, level } = clause;
    const isLevel = (one: Header | OutlinedLine) => one.level === level && one.indent === indent;
    let header = clause.before;
    while (header !== null && !isLevel(header)) header = header.outer;
    if (clause.line.role !== 'clause' || header === null) return [];
    if (controlFlow.clauses.includes(header.keyword) || !controlFlow.next.get(header.keyword)?.has(keyword))
      return [];
    const { indentStart: start, first, end: headEnd } = header.line;
    const index = indexOf.get(header.line)!;
    const block = lines[index + 1]!;
    const head = text.slice(first, headEnd);
    const blockStart = headEnd + 1;
    const blockEnd = text.lastIndexOf('\n', clause.line.first - 1) + 1;
    const bridge = text.slice(blockEnd + indent.length, clause.line.first);
    if (block.around !== header || !isHeader(head) || text[headEnd] !== '\n' || !/^\}? ?$/.test(bridge))
      return [];
    if (block.line.indentStart < blockStart || block.line.first >= blockEnd) return [];
    if (block.indent === indent || !block.indent.startsWith(indent)) return [];
    const isClause = (one: OutlinedLine) => one.line.role === 'clause' && isLevel(one);
    let next = from;
    while (next < lines.length && (isClause(lines[next]!) || lines[next]!.level > level)) next++;
    const end = lines[next]?.line.indentStart ?? text.length;
    return [
      {
        header,
        keyword,
        document,
        start,
        end,
        head,
        bridge,
        indent,
        lead: text.slice(contextStart(lines, index), start),
        block: text.slice(blockStart, blockEnd),
        rest: text.slice(blockEnd, end),
        clauses: lines.slice(from, next).filter(isClause).length,
        unit: block.indent.slice(indent.length),
      },
    ];
  });
}

/** Returns whether the statement is an `if` or a `try` with exactly one clause, one that the other of the two does not allow. */
function isExclusive({ header, keyword, clauses }: ClausePlace, { branch, attempt }: ClauseRules): boolean {
  const own = { if: branch.clause, try: attempt.clause }[header.keyword];
  return clauses === 1 && own === keyword;
}

/**
 * Returns minimal pairs of an `if` and a `try`, each with one clause that the other does not allow. The second member has the other
 * first line before the same block; if that is an `if`, it is from the same document.
 */
export function clausePairs(source: Source, rules: ClauseRules, random: RandomStream): PairCandidate[] {
  const places = clausePlaces(source, rules);
  const conditions = places.filter(({ header }) => header.keyword === 'if').map(({ head }) => head);
  return places.flatMap((place): PairCandidate[] => {
    const { document, head, block, bridge, indent, header } = place;
    if (!isExclusive(place, rules) || conditions.length === 0) return [];
    const lead = place.lead + indent;
    const member = (first: string, closer: string): PairMember => {
      const before = `${lead}${first}\n${block}${indent}${bridge}`;
      return { text: before + closer, start: lead.length, at: before.length, closer };
    };
    const isIf = header.keyword === 'if';
    const branch = member(isIf ? head : pick(random, conditions), rules.branch.clause);
    const attempt = member(rules.attempt.head, rules.attempt.clause);
    const members = isIf ? ([branch, attempt] as const) : ([attempt, branch] as const);
    const distance = Math.max(...members.map((one) => one.at - one.start));
    const pair = { kind: 'clause', document, distance, members } as const;
    return [{ ...pair, pair: () => pair }];
  });
}

/**
 * Returns candidates for the keyword of the only clause of an `if` or a `try`, which the other does not allow. Further statements are
 * inserted at the beginning of the block, so that its end is unchanged; in the control, before the statement. The mirror image has the
 * other first line before the same block. Attractors are small `if` and `try` statements.
 */
export function clauseCandidates(source: Source, fragments: Fragments, rules: ClauseRules): Candidate[] {
  return clausePlaces(source, rules).flatMap((place): Candidate[] => {
    const { document, lead, start, end, indent, unit, block, bridge, rest, header } = place;
    const clauseLine = rest.split('\n', 1)[0]!;
    const ownLine = clauseLine.slice(indent.length + bridge.length);
    if (!isExclusive(place, rules) || !rules.isHeader(ownLine)) return [];
    const { first: opener } = header.line;
    const isIf = header.keyword === 'if';
    const lengthen: Candidate['lengthen'] = (goal, random) => {
      const filler = fill(fragments.statements, goal, indent.length + unit.length, random);
      if (filler === null || fragments.conditions.length === 0) return null;
      const condition = isIf ? place.head : pick(random, fragments.conditions);
      const handler = isIf ? rules.attempt.line : ownLine;
      return mirrorImages((isBranch, isBefore) => {
        const [head, clause] = isBranch ? [condition, rules.branch.line] : [rules.attempt.head, handler];
        const ahead = isBefore ? indentLines(filler, indent) : '';
        const inside = isBefore ? '' : indentLines(filler, indent + unit);
        const read = `${ahead}${indent}${head}\n${inside}${block}${indent}${bridge}`;
        const clauses = [rules.branch.clause, rules.attempt.clause] as const;
        const [truth, flip] = isBranch ? clauses : ([clauses[1], clauses[0]] as const);
        return choiceAt(
          { kind: 'clause', document, opener, depth: header.depth },
          {
            text: lead + read + truth,
            at: lead.length + read.length,
            start: lead.length + ahead.length + indent.length,
            alternatives: [truth, flip],
            attractors: isBefore ? 0 : goal.attractors,
            edits: [{ start, end, replacement: read + clause + rest.slice(clauseLine.length) }],
          },
        );
      });
    };
    const distance = place.head.length + block.length;
    return [{ document, opener, distance, group: header.keyword, lengthen }];
  });
}
