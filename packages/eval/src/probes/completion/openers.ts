import type { Language, Layout, LexicalAnalysis, LogicalLine, TextDocument } from '@longrange/code';
import { indentWidth } from '@longrange/code/internal';

export const OPENER_KINDS = ['bracket', 'string', 'multi-line string', 'block'] as const;
export type OpenerKind = (typeof OPENER_KINDS)[number];

/**
 * Something in real code that is open from a place on, until it is closed:
 *
 * - `bracket`: a bracket outside strings, up to its closer.
 * - `string`, `multi-line string`: a string literal, one outside others, that ends with its line or may span lines, up to its closing quotes.
 * - `block`: from the first character of its first statement up to the first of the statement that ends it, which returns to the
 *   indentation of a block around it.
 */
export interface Opener {
  readonly kind: OpenerKind;
  /** Index of the document. */
  readonly document: number;
  /** Offset of its first character. */
  readonly start: number;
  /** Offset after its last character (after the first of a block): one character later the distance open is 1. */
  readonly opened: number;
  /** Offset of the character that begins its end: the closer, the quote or quotes, the statement. */
  readonly closer: number;
  /** The latest place to cut where nothing of the end is given away: of a block, the end of its last statement. */
  readonly lastCut: number;
  /** Start of its statement: nothing before it decides its event, except the indentation around a block. */
  readonly statement: number;
  /** White space of the blocks around a block; empty of other kinds. */
  readonly levels: readonly string[];
}

/** All openers of a sound document that are closed before it ends, kind by kind in the order of the text. */
export function findOpeners({ text }: TextDocument, document: number, language: Language): Opener[] {
  const analysis = language.analyze(text, { cut: false });
  return [
    ...bracketsOf(analysis, document),
    ...stringsOf(analysis, document),
    ...(language.layout === undefined ? [] : blocksOf(analysis, text, document, language.layout)),
  ];
}

function bracketsOf({ delimiters, lines }: LexicalAnalysis, document: number): Opener[] {
  const statementOf = statementFinder(lines);
  let fieldEnd = 0;
  return delimiters.flatMap(({ opener, end, event, barrier }): Opener[] => {
    const isInField = opener < fieldEnd;
    if (barrier) fieldEnd = Math.max(fieldEnd, end);
    if (barrier || isInField || event !== 'matched') return [];
    const statement = statementOf(opener);
    return [
      {
        kind: 'bracket',
        document,
        start: opener,
        opened: opener + 1,
        closer: end,
        lastCut: end,
        statement,
        levels: [],
      },
    ];
  });
}

function stringsOf({ strings, lines }: LexicalAnalysis, document: number): Opener[] {
  const statementOf = statementFinder(lines);
  let outerEnd = 0;
  return [...strings]
    .sort((a, b) => a.start - b.start)
    .flatMap(({ start, contentStart, contentEnd, end, terminated, multiLine }): Opener[] => {
      const isInside = start < outerEnd;
      outerEnd = Math.max(outerEnd, end);
      if (isInside || !terminated) return [];
      return [
        {
          kind: multiLine ? 'multi-line string' : 'string',
          document,
          start,
          opened: contentStart,
          closer: contentEnd,
          lastCut: contentEnd,
          statement: statementOf(start),
          levels: [],
        },
      ];
    });
}

function blocksOf({ lines }: LexicalAnalysis, text: string, document: number, { tabStop }: Layout): Opener[] {
  const blocks: Opener[] = [];
  const open: { width: number; indent: string; line: LogicalLine; levels: string[] }[] = [];
  lines.forEach((line, index) => {
    const width = indentWidth(text, line, tabStop);
    while (open.length > 0 && open.at(-1)!.width > width) {
      const { line: first, levels } = open.pop()!;
      if (index === 0 || levels.length === 0) continue;
      blocks.push({
        kind: 'block',
        document,
        start: first.first,
        opened: first.first + 1,
        closer: line.first,
        lastCut: lines[index - 1]!.end,
        statement: first.indentStart,
        levels,
      });
    }
    if (open.length === 0 || open.at(-1)!.width < width) {
      const levels = open.map(({ indent }) => indent);
      open.push({ width, indent: text.slice(line.indentStart, line.first), line, levels });
    }
  });
  return blocks.sort((a, b) => a.start - b.start);
}

/** Finds the start of the logical line that an offset is in; offsets must come in ascending order. */
function statementFinder(lines: readonly LogicalLine[]): (offset: number) => number {
  let index = 0;
  return (offset) => {
    while (index + 1 < lines.length && lines[index + 1]!.first <= offset) index++;
    return lines[index]!.indentStart;
  };
}
