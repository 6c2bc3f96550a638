import type { Layout, LexicalAnalysis } from '@longrange/code';
import { blockOpeners } from '@longrange/code/internal';

/** Properties that a unit may detect, true or false for every character; see `characterProperties`. */
export const UNIT_PROPERTIES = ['bracketDepth', 'inString', 'indent', 'column'] as const;
export type UnitProperty = (typeof UNIT_PROPERTIES)[number];

/** Number of blocks around a statement from which `indent` holds: the body of a method, or of a block in a function. */
export const DEEP_INDENT = 2;
/** Characters since the last line break from which `column` holds: half of a usual line. */
export const LATE_COLUMN = 40;

/**
 * Marks what holds after each character has been read, 1 or 0 for each UTF-16 code unit. All follows from the characters up to there.
 *
 * - `bracketDepth`: a bracket outside strings, or a field in one, is open, unless it is a block's; from the opener until before the closer.
 * - `inString`: a string literal is open, from its first quote until before its last.
 * - `indent`: the statement is in at least two blocks (never in languages without them); from its first character up to that of the next.
 * - `column`: at least 40 characters have come since the line break.
 */
export function characterProperties(
  text: string,
  { delimiters, strings, lines, blocks }: LexicalAnalysis,
  layout: Layout | undefined,
): Record<UnitProperty, Uint8Array> {
  const inside = (spans: readonly (readonly [from: number, to: number])[]): Uint8Array => {
    const holds = new Uint8Array(text.length);
    for (const [from, to] of spans) holds.fill(1, from, to);
    return holds;
  };
  const ofBlocks = blockOpeners(lines);
  const brackets = delimiters.filter(({ opener }) => !ofBlocks.has(opener));
  return {
    bracketDepth: inBrackets(text.length, brackets),
    inString: inside(
      strings.map(({ quoteStart, end, terminated }) => [quoteStart, terminated ? end - 1 : end]),
    ),
    indent: inside(deepStatements(text, lines, blocks?.depths ?? (layout && depthsByWidth(lines)) ?? [])),
    column: lateColumns(text),
  };
}

/** Marks by changes of depth rather than by filling, since brackets may nest without limit. */
function inBrackets(length: number, delimiters: LexicalAnalysis['delimiters']): Uint8Array {
  const changes = new Int32Array(length + 1);
  for (const { opener, end } of delimiters) {
    changes[opener]!++;
    changes[end]!--;
  }
  let depth = 0;
  return Uint8Array.from({ length }, (_, index) => {
    depth += changes[index]!;
    return depth > 0 ? 1 : 0;
  });
}

/** Marks from the first character of each deep statement to that of the next. */
function deepStatements(
  text: string,
  lines: LexicalAnalysis['lines'],
  depths: readonly number[],
): [number, number][] {
  return lines.flatMap(({ first }, index): [number, number][] =>
    depths[index]! >= DEEP_INDENT ? [[first, lines[index + 1]?.first ?? text.length]] : [],
  );
}

/** Number of blocks around each line by its indentation alone. */
function depthsByWidth(lines: LexicalAnalysis['lines']): number[] {
  const widths: number[] = [];
  return lines.map(({ indentStart, first }) => {
    const width = first - indentStart;
    while (widths.length > 0 && widths.at(-1)! >= width) widths.pop();
    if (width > 0) widths.push(width);
    return widths.length;
  });
}

function lateColumns(text: string): Uint8Array {
  let column = 0;
  return Uint8Array.from({ length: text.length }, (_, index) => {
    column = text.charCodeAt(index) === 10 ? 0 : column + 1;
    return column >= LATE_COLUMN ? 1 : 0;
  });
}
