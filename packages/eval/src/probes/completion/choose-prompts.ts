import {
  type Language,
  type Layout,
  type LogicalLine,
  RandomStream,
  type TextDocument,
} from '@longrange/code';
import { drawWithout, indentWidth, shuffle, statementFinder, streamAt } from '@longrange/code/internal';
import { type Farther, mostFrom } from '../farther.ts';

/** Number of characters for which the opener has been open at the end of the prompt; 1 is right after it. */
const OPEN_DISTANCES = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512];
/** The first distance beyond those. */
export const FARTHER_OPEN = 1024;

/** Maximum number of prompts from one opener. */
const PER_OPENER = 2;

export interface PromptOptions {
  /** Maximum number of prompts of a kind and distance, and of those from one document. */
  readonly perDistance: number;
  readonly perDocument: number;
  /** Maximum length of a prompt, which is read from its document's beginning. */
  readonly within: number;
  readonly seed: number;
  /** Distances beyond 512 characters, with fewer prompts, up to twice the distance (or `within`) long; other prompts stay the same. */
  readonly farther?: Farther | undefined;
}

/** Real code up to where something in it has been open for `distance` characters. */
export interface Prompt {
  readonly opener: Opener;
  readonly document: string;
  readonly distance: number;
  readonly text: string;
  /** The code's own continuation. */
  readonly rest: string;
}

/**
 * Cuts sound documents `distance` characters after openers that are still open there. The largest distances choose first, since the fewest
 * openers reach that far. Prompts of one document follow each other, shorter ones first.
 */
export function choosePrompts(
  documents: readonly TextDocument[],
  language: Language,
  { perDistance, perDocument, within, seed, farther }: PromptOptions,
): Prompt[] {
  const near = OPEN_DISTANCES.map((distance) => ({ distance, within, most: perDistance }));
  const prompts = cutDocuments(documents, language, { places: near, perDocument }, new RandomStream(seed));
  if (farther === undefined) return prompts;
  const far = [];
  for (let distance = FARTHER_OPEN; 2 * distance <= farther.maxDistance; distance *= 2)
    far.push({ distance, within: Math.max(within, 2 * distance), most: mostFrom(distance, perDistance) });
  const options = { places: far, perDocument };
  return [...prompts, ...cutDocuments(farther.documents, language, options, streamAt(seed, 1))];
}

interface CutOptions extends Pick<PromptOptions, 'perDocument'> {
  /** Ascending. */
  readonly places: readonly { readonly distance: number; readonly within: number; readonly most: number }[];
}

function cutDocuments(
  documents: readonly TextDocument[],
  language: Language,
  { places, perDocument }: CutOptions,
  random: RandomStream,
): Prompt[] {
  const openers = documents.flatMap((document, index) => findOpeners(document, index, language));
  const uses = new Map<Opener, number>();
  const chosen: { opener: Opener; distance: number; cut: number }[] = [];
  for (const kind of OPENER_KINDS) {
    const ofKind = openers.filter((opener) => opener.kind === kind);
    for (const { distance, within, most } of places.toReversed()) {
      const open = ofKind.filter(
        (opener) =>
          (uses.get(opener) ?? 0) < PER_OPENER &&
          opener.opened + distance - 1 <= Math.min(within, opener.lastCut),
      );
      const capped = drawWithout(random, cap(shuffle(random, open), perDocument), most);
      for (const opener of capped) {
        uses.set(opener, (uses.get(opener) ?? 0) + 1);
        chosen.push({ opener, distance, cut: opener.opened + distance - 1 });
      }
    }
  }
  return chosen
    .sort((a, b) => a.opener.document - b.opener.document || a.cut - b.cut)
    .map(({ opener, distance, cut }) => {
      const { path: name, text } = documents[opener.document]!;
      return { opener, document: name, distance, text: text.slice(0, cut), rest: text.slice(cut) };
    });
}

function cap(openers: readonly Opener[], perDocument: number): Opener[] {
  const counts = new Map<number, number>();
  return openers.filter(({ document }) => {
    const count = counts.get(document) ?? 0;
    counts.set(document, count + 1);
    return count < perDocument;
  });
}

export const OPENER_KINDS = ['bracket', 'string', 'multi-line string', 'block'] as const;
export type OpenerKind = (typeof OPENER_KINDS)[number];

/**
 * Something in real code that is open from one place until it is closed:
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
  /** Offset after its last character (after the first of a block), where it has been open for a distance of 1. */
  readonly opened: number;
  /** Offset of the character that begins its end: the closer, the quote or quotes, the statement. */
  readonly closer: number;
  /** Last offset to cut at without giving away the end: for a block, the end of its last statement. */
  readonly lastCut: number;
  /** Start of its statement: nothing before it affects the outcome, except the indentation around a block. */
  readonly statement: number;
  /** Indentations of the blocks around a block; empty for other kinds. */
  readonly levels: readonly string[];
}

/** All openers of a sound document that are closed before it ends, kind by kind in the order of the text. */
export function findOpeners({ text }: TextDocument, document: number, language: Language): Opener[] {
  const { delimiters, strings, lines } = language.analyze(text, { cut: false });
  const opener = (
    kind: OpenerKind,
    start: number,
    opened: number,
    closer: number,
    statement: number,
  ): Opener => ({ kind, document, start, opened, closer, lastCut: closer, statement, levels: [] });
  const ofBracket = statementFinder(lines);
  let fieldEnd = 0;
  const brackets = delimiters.flatMap(({ opener: start, end, event, barrier }): Opener[] => {
    const isInField = start < fieldEnd;
    if (barrier) fieldEnd = Math.max(fieldEnd, end);
    if (barrier || isInField || event !== 'matched') return [];
    return [opener('bracket', start, start + 1, end, ofBracket(start)?.indentStart ?? start)];
  });
  const ofString = statementFinder(lines);
  let outerEnd = 0;
  const literals = [...strings]
    .sort((a, b) => a.start - b.start)
    .flatMap(({ start, contentStart, contentEnd, end, terminated, multiLine }): Opener[] => {
      const isInside = start < outerEnd;
      outerEnd = Math.max(outerEnd, end);
      if (isInside || !terminated) return [];
      const kind = multiLine ? 'multi-line string' : 'string';
      return [opener(kind, start, contentStart, contentEnd, ofString(start)?.indentStart ?? start)];
    });
  const { layout } = language;
  return [...brackets, ...literals, ...(layout === undefined ? [] : blocksOf(lines, text, document, layout))];
}

function blocksOf(
  lines: readonly LogicalLine[],
  text: string,
  document: number,
  { tabStop }: Layout,
): Opener[] {
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
