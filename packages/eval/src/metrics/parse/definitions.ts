import type { AnalysedDocument } from '@longrange/code';

/** A stretch of text. */
interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** A function or a class, wherever it is and however it is indented. */
export interface Definition {
  /** Of its first decorator or, without one, of its header. */
  readonly start: number;
  end: number;
  /** Blocks around it. */
  readonly depth: number;
  /** Whether it reaches to the end of the text. */
  isLast: boolean;
  /** The definitions right inside it. */
  readonly nested: Stretch[];
}

/** The definitions of a text, by the lexer's lines and the blocks that they are in, so that a broken one is one all the same; none in a language without layout. */
export function findDefinitions({ lexical, indentation }: AnalysedDocument): Definition[] {
  const found: Definition[] = [];
  if (indentation === null) return found;
  const open: Definition[] = [];
  let end = 0;
  let decorator: { readonly start: number; readonly depth: number } | undefined;
  for (const [index, line] of lexical.lines.entries()) {
    const depth = indentation.depths[index]!;
    while (open.length > 0 && open.at(-1)!.depth >= depth) close(open, end);
    if (line.role === 'decorator') {
      if (decorator?.depth !== depth) decorator = { start: line.first, depth };
    } else {
      if (line.role === 'definition') {
        const start = decorator?.depth === depth ? decorator.start : line.first;
        const definition = { start, end: line.end, depth, isLast: false, nested: [] };
        found.push(definition);
        open.push(definition);
      }
      decorator = undefined;
    }
    end = line.end;
  }
  for (const definition of open) definition.isLast = true;
  while (open.length > 0) close(open, end);
  return found;
}

function close(open: Definition[], end: number): void {
  const definition = open.pop()!;
  definition.end = end;
  open.at(-1)?.nested.push({ start: definition.start, end });
}

/** The text of a definition without those inside it, so that an error in a method is none of the class. */
export function ownText(text: string, { start, end, nested }: Definition, emptyStatement: string): string {
  const parts: string[] = [];
  let position = start;
  for (const inner of nested) {
    parts.push(text.slice(position, inner.start), emptyStatement);
    position = inner.end;
  }
  return parts.join('') + text.slice(position, end);
}
