import { DELIMITER_TYPES, type Language, type LexicalAnalysis } from '@longrange/code';
import { indentWidth, outermostStrings } from '@longrange/code/internal';
import { HELD_SHARE } from '@longrange/eval/internal';

/** A text with the findings of its language's lexer. */
export interface LexedText {
  readonly language: Language;
  readonly text: string;
  readonly lexical: LexicalAnalysis;
}

/** End of a bracket pair, string or block, and its beginning. Offsets are UTF-16 code units. */
export interface Ending {
  readonly kind: 'bracket' | 'string' | 'block';
  readonly opener: number;
  /** Offset of the closing bracket, of the first closing quote, or of the first character of the line after a block. */
  readonly at: number;
}

/** An ending, and whether the model predicts it. */
export interface JudgedEnding extends Ending {
  /**
   * Probability of the true ending as a share: of all closing brackets, of both quotes, or of a line that is indented no further.
   */
  readonly share: number;
  /** True if the share is above 0.8, as in metric 10. */
  readonly isKept: boolean;
}

/** Finds all endings of a text, by ascending offset. Only indented blocks count as blocks: others end with a bracket. */
export function endingsOf({ language, text, lexical }: LexedText): Ending[] {
  const brackets = lexical.delimiters
    .filter(({ event }) => event === 'matched')
    .map(({ opener, end }): Ending => ({ kind: 'bracket', opener, at: end }));
  const strings = outermostStrings(lexical)
    .filter(({ terminated }) => terminated)
    .map(({ start, contentEnd }): Ending => ({ kind: 'string', opener: start, at: contentEnd }));
  const blocks = language.layout === undefined ? [] : blocksOf(text, lexical, language.layout.tabStop);
  return [...brackets, ...strings, ...blocks].sort((a, b) => a.at - b.at);
}

/** Blocks that end because a line is indented less than the one above. */
function blocksOf(text: string, { lines }: LexicalAnalysis, tabStop: number): Ending[] {
  const open: { readonly width: number; readonly opener: number }[] = [];
  return lines.flatMap((line): Ending[] => {
    const width = indentWidth(text, line, tabStop);
    let opener: number | null = null;
    while (open.length > 0 && open.at(-1)!.width > width) opener = open.pop()!.opener;
    if ((open.at(-1)?.width ?? -1) < width) open.push({ width, opener: line.first });
    return opener === null ? [] : [{ kind: 'block', opener, at: line.first }];
  });
}

/**
 * Judges endings by the distribution before each.
 *
 * @param distribution natural logarithms of the probabilities of the character at an offset, [V]; null if they are not known
 * @param placeOf index of a character in the alphabet
 * @returns only endings that the model could have written
 */
export function judge(
  text: string,
  endings: readonly Ending[],
  distribution: (offset: number) => Float32Array | null,
  placeOf: ReadonlyMap<string, number>,
): JudgedEnding[] {
  return endings.flatMap((ending): JudgedEnding[] => {
    const row = distribution(ending.at);
    if (row === null) return [];
    const probabilityOf = (character: string) => {
      const place = placeOf.get(character);
      return place === undefined ? 0 : Math.exp(row[place]!);
    };
    const share = shareOf(ending, text[ending.at]!, probabilityOf);
    return Number.isNaN(share) ? [] : [{ ...ending, share, isKept: share > HELD_SHARE }];
  });
}

function shareOf({ kind }: Ending, came: string, probabilityOf: (character: string) => number): number {
  if (kind === 'block') return 1 - probabilityOf(' ') - probabilityOf('\t');
  const all = kind === 'string' ? new Set(['"', "'", came]) : DELIMITER_TYPES.map((type) => type[1]!);
  return probabilityOf(came) / [...all].reduce((sum, one) => sum + probabilityOf(one), 0);
}
