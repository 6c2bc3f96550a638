import { codeCell, countCell, nothing, textCell } from './cells.ts';
import type { Cell, Excerpt, Table } from './types.ts';

export type Mark = Excerpt['marks'][number];

/** More of a sample than this nobody reads. */
export const MOST_CHARACTERS = 8_000;

export const markNames: Readonly<Record<Mark['kind'], string>> = {
  matched: 'matched',
  wrongType: 'closed by the wrong type',
  closedByForce: 'closed by force',
  unclosed: 'never closed',
  censored: 'still open at the cut',
  stray: 'closes nothing',
  string: 'string never closed',
  indentation: 'broken indentation',
  controlFlow: 'keyword out of place',
};

/** A stretch of text under one mark, or under none. */
export interface Segment {
  text: string;
  mark: Mark | null;
  /** Whether the mark starts here: one mark may be split by another inside it. */
  isStart: boolean;
}

/** The text cut at every mark's ends. Where marks overlap, the shortest broken one wins. */
export function segmentsOf({ text, marks }: Excerpt): Segment[] {
  const end = Math.min(text.length, MOST_CHARACTERS);
  const valid = marks
    .map((mark) => (mark.kind === 'indentation' ? overIndent(text, mark) : mark))
    .filter((mark) => mark.start < mark.end && mark.start < end)
    .sort(byPriority);
  const cuts = new Set([0, end]);
  for (const mark of valid) {
    cuts.add(mark.start);
    cuts.add(Math.min(mark.end, end));
  }
  const sorted = [...cuts].sort((a, b) => a - b);
  const started = new Set<Mark>();
  return sorted.slice(0, -1).map((from, index) => {
    const mark = valid.find(({ start, end: stop }) => start <= from && from < stop) ?? null;
    const isStart = mark !== null && !started.has(mark);
    if (mark !== null) started.add(mark);
    return { text: text.slice(from, sorted[index + 1]), mark, isStart };
  });
}

/** Line and column, both from 1, of a position in a text. */
export function lineAndColumn(text: string, position: number): { line: number; column: number } {
  const before = text.slice(0, position);
  return { line: before.split('\n').length, column: position - before.lastIndexOf('\n') };
}

/** Every broken or censored mark with its place and the line of its other end. */
export function markTable({ text, marks, document }: Excerpt): Table {
  const listed = marks.filter(({ kind, start }) => kind !== 'matched' && start < MOST_CHARACTERS);
  return {
    caption: `What is marked in ${document}`,
    columns: ['Line', 'Column', 'Text', 'What', 'Line of the other end'],
    rows: [...listed]
      .sort((a, b) => a.start - b.start)
      .map(({ start, end, kind, partner }): Cell[] => {
        const { line, column } = lineAndColumn(text, start);
        const shown = text.slice(start, Math.min(end, start + 20)).trim();
        return [
          countCell(line),
          countCell(column),
          shown === '' ? nothing : codeCell(shown),
          textCell(markNames[kind]),
          countCell(partner === null || partner >= text.length ? null : lineAndColumn(text, partner).line),
        ];
      }),
  };
}

/** The white space before a line, where it has any: that is what is wrong, not the word after it. */
function overIndent(text: string, mark: Mark): Mark {
  const lineStart = text.lastIndexOf('\n', mark.start - 1) + 1;
  const indent = /^[ \t]*/.exec(text.slice(lineStart))![0].length;
  return indent === 0 ? mark : { ...mark, start: lineStart, end: lineStart + indent };
}

function byPriority(a: Mark, b: Mark): number {
  const matched = Number(a.kind === 'matched') - Number(b.kind === 'matched');
  return matched || a.end - a.start - (b.end - b.start) || a.start - b.start;
}
