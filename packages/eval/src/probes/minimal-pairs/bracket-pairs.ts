import type {
  Language,
  LexedDocument,
  LogicalLine,
  MinimalPair,
  PairCandidate,
  PairMember,
  RandomStream,
  SyntaxParser,
} from '@longrange/code';
import { DELIMITER_TYPES, type DelimiterRecord, type DelimiterType } from '@longrange/code';
import {
  bisect,
  blockOpeners,
  MAX_STATEMENT_CHARACTERS,
  shuffle,
  statementFinder,
} from '@longrange/code/internal';

/** Minimum number of characters read before the opener, if there are that many; whole logical lines. */
const CONTEXT = 256;

/**
 * Brackets in code outside strings. The other member has brackets of another type around the same, such as a subscript for a call or a list
 * for a tuple, and is taken if its statement still parses. Brackets of blocks, and of statements that do not parse alone or are
 * too long to be parsed, are left out.
 *
 * @param parser a language if there is no parser; a member is then taken only if it is surely sound
 */
export function bracketCandidates(
  { path: name, text, lexical }: LexedDocument,
  parser: SyntaxParser | Language,
  random: RandomStream,
): PairCandidate[] {
  const { lines, strings } = lexical;
  const { analyze, probes } = 'parse' in parser ? parser.language : parser;
  const statementOf = statementFinder(lines);
  const blocks = blockOpeners(lines);
  let stringEnd = 0;
  let string = 0;
  const soundWays = new Map<LogicalLine, readonly Way[]>();
  const byStart = [...strings].sort((a, b) => a.start - b.start);
  const openers = lexical.delimiters.map(({ opener }) => opener).sort((a, b) => a - b);
  const openedBefore = (offset: number) => bisect(openers.length, (index) => openers[index]! < offset);
  const byOpener = lexical.delimiters
    .filter(({ event, barrier }) => event === 'matched' && !barrier)
    .sort((a, b) => a.opener - b.opener);
  return byOpener.flatMap((delimiter): PairCandidate[] => {
    const { opener, end } = delimiter;
    for (; string < byStart.length && byStart[string]!.start < opener; string++)
      stringEnd = Math.max(stringEnd, byStart[string]!.end);
    const line = statementOf(opener, end);
    if (opener < stringEnd || line === undefined || line.role === 'decorator' || blocks.has(opener))
      return [];
    if (line.end - line.first > MAX_STATEMENT_CHARACTERS) return [];
    if (line.role === 'clause' && probes?.complete === undefined) return [];
    const from = contextStart(lines, opener);
    const types = shuffle(
      random,
      DELIMITER_TYPES.filter((type) => type !== delimiter.type),
    );
    const between = {
      nested: openedBefore(end) - openedBefore(opener + 1),
      lineBreaks: text.slice(opener, end).split('\n').length - 1,
    };
    const place = { kind: 'closer', document: name, distance: end - opener, between } as const;
    return [
      {
        ...place,
        pair: () => {
          const parses = soundness(text, line, delimiter, parser, soundWays);
          const other = types.find(parses);
          if (other === undefined) return null;
          const members = membersOf(text, from, delimiter, other);
          return members.every((one) => isRead(one, analyze)) ? { ...place, members } : null;
        },
      },
    ];
  });
}

/** A bracket pair or string by its opener and its closer, one character each: `()`, `''`. Offsets are UTF-16 code units. */
interface Enclosed extends Pick<DelimiterRecord, 'opener' | 'end'> {
  readonly type: string;
}

/**
 * Minimal pair of a bracket or string closed by its own type and the same with another type around it, whatever it means; soundness is not
 * checked.
 */
export function exchangeBracket(
  { path: document, text, lexical: { lines } }: LexedDocument,
  delimiter: Enclosed,
  type: string,
): MinimalPair {
  const { opener, end } = delimiter;
  const from = contextStart(lines, opener);
  const members = membersOf(text, from, delimiter, type);
  return { kind: 'closer', document, distance: end - opener, members };
}

function membersOf(
  text: string,
  from: number,
  { type: own, opener, end }: Enclosed,
  other: string,
): readonly [PairMember, PairMember] {
  const member = (type: string): PairMember => ({
    text: `${text.slice(from, opener)}${type[0]}${text.slice(opener + 1, end)}${type[1]}`,
    start: opener - from,
    at: end - from,
    closer: type[1]!,
  });
  return [member(own), member(other)];
}

/** Returns whether the lexer matches opener and closer when it begins with this text; within a template it may read otherwise. */
function isRead({ text, start, at }: PairMember, analyze: Language['analyze']): boolean {
  const { delimiters } = analyze(text, { cut: true });
  return delimiters.some(({ opener, end, event }) => opener === start && end === at && event === 'matched');
}

/** Start of the first logical line that is read before an opener; not within a statement. */
function contextStart(lines: readonly LogicalLine[], opener: number): number {
  const after = bisect(lines.length, (index) => lines[index]!.indentStart <= opener);
  let first = Math.max(0, after - 1);
  const isNear = (line: LogicalLine) => opener - line.indentStart < CONTEXT || line.role === 'expression';
  while (first > 0 && isNear(lines[first]!)) first--;
  return after === 0 ? 0 : lines[first]!.indentStart;
}

/** Code before and after a line, with which it may parse alone. */
type Way = readonly [before: string, after: string];

/**
 * Returns a test of whether a logical line parses with brackets of another type in one place.
 * @param soundWays ways in which lines parse as they are, found once for each: a long line may have thousands of brackets
 */
function soundness(
  text: string,
  logicalLine: LogicalLine,
  { opener, end: closer }: DelimiterRecord,
  parser: SyntaxParser | Language,
  soundWays: Map<LogicalLine, readonly Way[]>,
): (type: DelimiterType) => boolean {
  const language = 'parse' in parser ? parser.language : parser;
  const { layout, probes } = language;
  const { first, end, opensBlock } = logicalLine;
  const [from, to] = [opener - first, closer - first];
  const line = text.slice(first, end);
  if (probes?.mayBracket(line, from, to) === false) return () => false;
  let ways = soundWays.get(logicalLine);
  if (ways === undefined && 'parse' in parser) {
    const block = opensBlock === true && layout !== undefined ? `\n ${layout.emptyStatement}` : '';
    const all = probes?.complete?.(logicalLine) ?? [['', block] as const];
    ways = all.filter((way) => parsesWith(way, line, parser));
    soundWays.set(logicalLine, ways);
  }
  if (ways?.length === 0) return () => false;
  return (type) => {
    if (!('parse' in parser) && !probes?.surelyBracket?.(line, from, to, type)) return false;
    const other = `${line.slice(0, from)}${type[0]}${line.slice(from + 1, to)}${type[1]}${line.slice(to + 1)}`;
    // The lexer must read the brackets in the same way.
    const { delimiters, lines } = language.analyze(other, { cut: false });
    const own = delimiters.find((one) => one.opener === from);
    if (own?.end !== to || own.type !== type || own.event !== 'matched') return false;
    if (lines.some((one) => one.opensBlock && one.end === from + 1)) return false;
    return !('parse' in parser) || ways?.some((way) => parsesWith(way, other, parser)) === true;
  };
}

function parsesWith([before, after]: Way, line: string, parser: SyntaxParser): boolean {
  const tree = parser.parse(`${before}${line}${after}\n`);
  try {
    return !tree.hasError;
  } finally {
    tree.dispose();
  }
}
