import type { Cell, Excerpt, Mark, Table } from '../document/internal.ts';
import { cell, format, tableOf } from '../document/internal.ts';

/** Maximum number of characters of a sample that are shown. */
export const MOST_CHARACTERS = 8_000;

/** Kinds of marks, in the order of the legend: names, classes of style, and samples for the legend, which leaves out what matched. */
export const marks: Readonly<
  Record<Mark['kind'], { readonly name: string; readonly style: string; readonly sample: string | null }>
> = {
  matched: { name: 'matched', style: 'matched', sample: null },
  wrongType: { name: 'closed by the wrong type', style: 'wrong-type', sample: '( ]' },
  closedByForce: { name: 'closed by force', style: 'closed-by-force', sample: '( …' },
  unclosed: { name: 'never closed', style: 'unclosed', sample: '(' },
  stray: { name: 'closes nothing', style: 'stray', sample: ')' },
  string: { name: 'string never closed', style: 'string', sample: '"text' },
  indentation: { name: 'broken indentation', style: 'indentation', sample: '    ' },
  controlFlow: { name: 'keyword out of place', style: 'control-flow', sample: 'else' },
  censored: { name: 'still open at the cut', style: 'censored', sample: '(' },
};

/** A stretch of text under one mark, or under none. */
export interface Segment {
  text: string;
  mark: Mark | null;
  /** Set if the mark starts here: one mark may be split by another inside it. */
  isStart: boolean;
}

/** Splits the text at the ends of all marks. Where marks overlap, the shortest broken one wins. */
export function segmentsOf({ text, marks: all }: Excerpt): Segment[] {
  const end = Math.min(text.length, MOST_CHARACTERS);
  const valid = all
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

/** Minimum bits of each heat level from 1 on; level 0 is below the first, or not predicted. */
export const HEAT_BITS = [1, 2, 4, 8] as const;

/** Splits a segment that starts at `from` into runs of one heat level, by the first predictor that read the text. */
export function heatRuns(
  { surprisals }: Excerpt,
  text: string,
  from: number,
): { text: string; heat: number }[] {
  const bits = surprisals?.[0]?.bits;
  if (bits === undefined) return [{ text, heat: 0 }];
  const runs: { text: string; heat: number }[] = [];
  let at = from;
  for (const character of text) {
    const cost = bits[at] ?? 0;
    const heat = HEAT_BITS.filter((least) => cost >= least).length;
    at += character.length;
    const last = runs.at(-1);
    if (last?.heat === heat) last.text += character;
    else runs.push({ text: character, heat });
  }
  return runs;
}

/** Each line's bits by every predictor that read it, and its most surprising character. */
export function surprisalTable({ text, document, surprisals = [] }: Excerpt): Table {
  let at = 0;
  const rows = text
    .slice(0, MOST_CHARACTERS)
    .split('\n')
    .map((line, index) => {
      const from = at;
      at += line.length + 1;
      return [
        index + 1,
        cell.code(line.trimEnd() || null),
        ...surprisals.flatMap(({ bits }) => lineCells(line, bits.slice(from, at))),
      ];
    });
  return tableOf(`Bits of each line of ${document}`, {
    columns: [
      'Line',
      'Text',
      ...surprisals.flatMap(({ predictor }) => [
        `Bits per character, ${predictor}`,
        `Most surprising, ${predictor}`,
      ]),
    ],
    rows,
  });
}

function lineCells(line: string, bits: readonly (number | null)[]): Cell[] {
  const known = bits.filter((value) => value !== null);
  if (known.length === 0) return [cell.nothing, cell.nothing];
  const two = (value: number) => format.decimal(value, 2);
  const most = Math.max(...known);
  const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
  return [
    cell.number(mean, two),
    cell.number(most, (value) => `${two(value)} ${format.character(line[bits.indexOf(most)] ?? '\n')}`),
  ];
}

/** Line and column, both from 1, of a position in a text. */
export function lineAndColumn(text: string, position: number): { line: number; column: number } {
  const before = text.slice(0, position);
  return { line: before.split('\n').length, column: position - before.lastIndexOf('\n') };
}

/** Every broken or censored mark with its place and the line of its other end. */
export function markTable({ text, marks: all, document }: Excerpt): Table {
  const listed = all.filter(({ kind, start }) => kind !== 'matched' && start < MOST_CHARACTERS);
  return tableOf(`What is marked in ${document}`, {
    columns: ['Line', 'Column', 'Text', 'What', 'Line of the other end'],
    rows: [...listed]
      .sort((a, b) => a.start - b.start)
      .map(({ start, end, kind, partner }) => {
        const { line, column } = lineAndColumn(text, start);
        const shown = text.slice(start, Math.min(end, start + 20)).trim();
        return [
          line,
          column,
          cell.code(shown || null),
          marks[kind].name,
          partner === null || partner >= text.length ? null : lineAndColumn(text, partner).line,
        ];
      }),
  });
}

/** Moves a mark to the white space before a line, if any: the indent is wrong, not the word after it. */
function overIndent(text: string, mark: Mark): Mark {
  const lineStart = text.lastIndexOf('\n', mark.start - 1) + 1;
  const indent = /^[ \t]*/.exec(text.slice(lineStart))![0].length;
  return indent === 0 ? mark : { ...mark, start: lineStart, end: lineStart + indent };
}

function byPriority(a: Mark, b: Mark): number {
  const matched = Number(a.kind === 'matched') - Number(b.kind === 'matched');
  return matched || a.end - a.start - (b.end - b.start) || a.start - b.start;
}
