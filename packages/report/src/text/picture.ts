import { type Content, cell, format, type Picture, type Table, tableOf } from '../document/internal.ts';

/** Maximum number of characters shown. */
const MOST_CHARACTERS = 2_400;

/** Levels of color on either side of zero. */
export const LEVELS = 4;

export const pictureCaption =
  'Each character is colored by the unit’s activation after reading it, from −1 to 1, turned so that it should be high where the property holds.';

/** A stretch of one color. */
export interface Run {
  text: string;
  /** Level between −LEVELS and LEVELS; 0 is no color. */
  level: number;
}

/** Splits the text into stretches whose activations are on the same level. */
export function runsOf(picture: Picture): Run[] {
  const runs: Run[] = [];
  for (const [index, character] of charactersOf(picture).entries()) {
    const level = levelOf(picture.activations[index] ?? 0);
    const last = runs.at(-1);
    if (last?.level === level) last.text += character;
    else runs.push({ text: character, level });
  }
  return runs;
}

/** Returns an activation's level. One beyond ±1, which a cell state may have, counts as ±1. */
function levelOf(activation: number): number {
  const level = Math.round(Math.max(-1, Math.min(1, activation)) * LEVELS);
  return Number.isNaN(level) ? 0 : level + 0;
}

/** Table of each line's activations, for readers who do not see colors. */
export function pictureTable(picture: Picture): Table {
  const rows: Content[][] = [];
  let at = 0;
  for (const [index, line] of charactersOf(picture).join('').split('\n').entries()) {
    const activations = picture.activations.slice(at, at + line.length);
    at += line.length + 1;
    if (activations.length === 0) continue;
    const mean = activations.reduce((sum, value) => sum + value, 0) / activations.length;
    const two = (value: number) => format.decimal(value, 2);
    rows.push([
      index + 1,
      cell.code(line.trim() === '' ? ' ' : line.trimEnd()),
      ...[activations[0]!, mean, Math.min(...activations), Math.max(...activations)].map((value) =>
        cell.number(value, two),
      ),
    ]);
  }
  return tableOf(`Activations of unit ${picture.unit} of layer ${picture.layer}, by line`, {
    columns: ['Line', 'Text', 'First', 'Mean', 'Lowest', 'Highest'],
    rows,
  });
}

/** The part of the text that has activations. */
export function textOf({ text, activations }: Picture): string {
  return text.slice(0, Math.min(MOST_CHARACTERS, activations.length));
}

/** UTF-16 units, as the model reads them. */
function charactersOf(picture: Picture): string[] {
  return textOf(picture).split('');
}
