import { type Blocks, type Definition, indentWidth, type LogicalLine } from './lexical.ts';

/** Returns a definition's code without nested ones, ready to be parsed alone: an error in a method does not count against its class. */
export function codeOf(text: string, { start, end, nested, around }: Definition): string {
  const parts = [around[0]];
  let position = start;
  for (const inner of nested) {
    parts.push(text.slice(position, inner.start), inner.stub);
    position = inner.end;
  }
  return parts.join('') + text.slice(position, end) + around[1];
}

/** Finds the blocks of a text by indentation, so that broken definitions count as well. */
export function blocksByIndent(
  lines: readonly LogicalLine[],
  depths: readonly number[],
  levels: readonly number[],
  stub: string,
): Blocks {
  const definitions: Open[] = [];
  const open: Open[] = [];
  let end = 0;
  let decorator: { readonly start: number; readonly depth: number } | undefined;
  for (const [index, line] of lines.entries()) {
    const depth = depths[index]!;
    while (open.length > 0 && open.at(-1)!.depth >= depth) open.pop()!.end = end;
    if (line.role === 'decorator') {
      if (decorator?.depth !== depth) decorator = { start: line.first, depth };
    } else {
      if (line.role === 'definition') {
        const start = decorator?.depth === depth ? decorator.start : line.first;
        const around = ['', ''] as const;
        const definition: Open = { start, end, depth, isLast: false, nested: [], stub, around };
        open.at(-1)?.nested.push(definition);
        definitions.push(definition);
        open.push(definition);
      }
      decorator = undefined;
    }
    end = line.end;
  }
  for (const definition of open) Object.assign(definition, { end, isLast: true });
  return { depths, levels, definitions };
}

type Open = Omit<Definition, 'end' | 'nested'> & { end: number; readonly nested: Definition[] };

/** Returns the columns of the lines' first characters, which are their levels in an indentation-based language. */
export function indentLevels(text: string, lines: readonly LogicalLine[], tabStop: number): number[] {
  return lines.map((line) => indentWidth(text, line, tabStop));
}
