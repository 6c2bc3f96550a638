import {
  type Choice,
  DELIMITER_TYPES,
  type LexedDocument,
  type LogicalLine,
  type RandomStream,
} from '@longrange/code';
import { shuffle } from '@longrange/code/internal';

/** Every closer that matches its opener, against those of the two other types, in random order. */
export function chooseClosers({ path: name, text, lexical }: LexedDocument, random: RandomStream): Choice[] {
  return lexical.delimiters
    .filter(({ event }) => event === 'matched')
    .map(({ type, opener: start, end: at, depth, attractors }) => {
      const others = DELIMITER_TYPES.filter((other) => other !== type);
      const [first, second] = shuffle(random, others).map((other) => other[1]!);
      return {
        kind: 'closer',
        document: name,
        text,
        at,
        start,
        distance: at - start,
        depth,
        attractors,
        alternatives: [type[1]!, first!, second!],
      };
    });
}

/** Number of characters of a document covered by one text: short enough to read many side by side. */
const PIECE = 8192;
/** Minimum number of characters to read before those. */
const LEAD = 4096;
/** Number of characters to read before a dependency that begins further back. */
const CONTEXT = 256;
/** Number of characters after the last place, so that the text shows the truth. */
const TAIL = 256;

/**
 * The same choices, each in a part of its document: one text for every 8,192 characters, which begins with a statement at least
 * 4,096 characters before them. Otherwise the last long document would be read alone, character by character, and take longer
 * than all others together. Both ends of a dependency are in its text, whatever its distance.
 *
 * @param choices of one document, with all of it as their `text`
 * @param lines of the document
 */
export function cutIntoPieces(choices: readonly Choice[], lines: readonly LogicalLine[]): Choice[] {
  const pieces = new Map<number, { from: number; text: string }>();
  return choices.map((choice) => {
    const { text, at, start } = choice;
    const index = Math.floor(at / PIECE);
    let piece = pieces.get(index);
    if (piece === undefined) {
      const from = lineStart(lines, index * PIECE - LEAD);
      piece = { from, text: text.slice(from, (index + 1) * PIECE + TAIL) };
      pieces.set(index, piece);
    }
    if (start >= piece.from) return { ...choice, ...rebase(choice, piece.from), text: piece.text };
    const from = lineStart(lines, start - CONTEXT);
    return { ...choice, ...rebase(choice, from), text: text.slice(from, at + TAIL) };
  });
}

function rebase({ at, start }: Choice, from: number): Pick<Choice, 'at' | 'start'> {
  return { at: at - from, start: start - from };
}

/** Finds the start of the logical line that an offset lies in: outside of strings and brackets. */
function lineStart(lines: readonly LogicalLine[], offset: number): number {
  return lines.findLast(({ indentStart }) => indentStart <= offset)?.indentStart ?? 0;
}
