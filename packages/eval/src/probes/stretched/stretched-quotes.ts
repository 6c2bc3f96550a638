import type { Language, StringRecord } from '../../languages/language.ts';
import { applyEdits, type Edit, type StretchedChoice } from '../choices/choice.ts';
import { depthOf, lineIndexAt } from '../choices/outline.ts';
import { quoteChoice, quotesOf } from '../choices/quotes.ts';
import type { Source } from '../choices/source.ts';
import { fill } from './fill.ts';
import type { Fragments } from './fragments.ts';
import { type Candidate, firstLineToRead } from './stretch.ts';

/**
 * Docstrings of several lines without quotes of either kind; further lines are put after the first, so that its end is as it was.
 * Nearly all real ones have double quotes, which would make the answer a matter of habit: each is a candidate with its own
 * quotes and with the other ones, opener and closer both. Groups: the quotes.
 */
export function quoteCandidates(source: Source, fragments: Fragments, language: Language): Candidate[] {
  const { text, lexical, outline } = source;
  return lexical.strings.flatMap((string) => {
    const index = lineIndexAt(outline.lines, string.start);
    const line = outline.lines[index];
    if (!string.triple || !string.terminated || line?.line.first !== string.start) return [];
    const { start, at } = quotesOf(text, string);
    const content = text.slice(start + 3, at);
    const firstBreak = content.indexOf('\n');
    if (firstBreak < 0 || /["'\\]/.test(content)) return [];
    const readFrom = outline.lines[firstLineToRead(outline.lines, index)]!.line.indentStart;
    const indent = /^[ \t]*/.exec(content.slice(firstBreak + 1))![0];
    const position = start + 3 + firstBreak + 1;
    const depth = depthOf(line.around);
    return (['"', "'"] as const).map((quote) => ({
      distance: at - start,
      group: quote,
      variety: '',
      stretch: (goal, random) => {
        const chosen = fill(fragments.docstringLines[quote], goal, indent.length, random);
        if (chosen === null) return null;
        const replacement = chosen.map(({ lines }) => `${indent}${lines[0]}\n`).join('');
        const quotes = quote.repeat(3);
        const edits = [
          { start, end: start + 3, replacement: quotes },
          { start: position, end: position, replacement },
          { start: at, end: at + 3, replacement: quotes },
        ];
        return stretchQuote(source, string, { readFrom, depth, edits }, language);
      },
    })) satisfies Candidate[];
  });
}

/** The choice, if the lexer finds the string ended where it was. */
function stretchQuote(
  { name, text }: Source,
  { start, end }: StringRecord,
  { readFrom, depth, edits }: { readFrom: number; depth: number; edits: readonly Edit[] },
  language: Language,
): StretchedChoice[] | null {
  const stretched = applyEdits(text, edits, readFrom, end);
  const { strings } = language.analyse(stretched, { cut: true });
  const found = strings.find((string) => string.start === start - readFrom);
  if (found?.terminated !== true || found.end !== stretched.length) return null;
  return [{ ...quoteChoice(name, stretched, found, depth), edits }];
}
