import { type LexicalAnalysis, outermostStrings } from '../../text/lexical.ts';
import { analyzePython } from './lexer.ts';
import { tokenEnd } from './scan.ts';

/** Characters to overwrite with as many others. */
interface Edit {
  readonly start: number;
  readonly put: string;
}

/**
 * Rewrites sound code that tree-sitter-python 0.25.0 does not know as code that it does. The text keeps its length, and every name its
 * place and meaning. Other text stays unchanged, or becomes another text that does not parse.
 *
 * - The default of a type parameter, `T = int` (PEP 696, tree-sitter-python's issue 346), becomes a bound, `T : int`.
 * - Lines in brackets, if one of them is indented less than the statement (its issue 256), become one line.
 */
export function rephrase(text: string): string {
  const analysis = analyzePython(text, { cut: false });
  const edits = [...typeParameterDefaults(text, analysis), ...dedentedLines(text, analysis)];
  const parts: string[] = [];
  let position = 0;
  for (const { start, put } of edits.sort((a, b) => a.start - b.start)) {
    parts.push(text.slice(position, start), put);
    position = start + put.length;
  }
  return parts.join('') + text.slice(position);
}

function typeParameterDefaults(text: string, { delimiters }: LexicalAnalysis): Edit[] {
  const header = /\b(?:class|def|type)\s+[\w\u0080-\uffff]+\s*\[/g;
  const ends = new Map<number, number>();
  for (const { opener, end, event } of delimiters) if (event === 'matched') ends.set(opener, end);
  let seen = 0;
  return [...text.matchAll(header)].flatMap(({ index, 0: { length } }) => {
    const opener = index + length - 1;
    if (opener < seen) return [];
    seen = ends.get(opener) ?? opener;
    return defaultsBetween(text, opener + 1, seen);
  });
}

/** The first `=` of each parameter. */
function defaultsBetween(text: string, start: number, end: number): Edit[] {
  const edits: Edit[] = [];
  let depth = 0;
  let hasDefault = false;
  for (let at = start; at < end; at = tokenEnd(text, at)) {
    const character = text[at]!;
    if ('([{'.includes(character)) depth++;
    else if (')]}'.includes(character)) depth--;
    else if (depth === 0 && character === ',') hasDefault = false;
    else if (depth === 0 && character === '=' && !hasDefault && isAlone(text, at)) {
      edits.push({ start: at, put: ':' });
      hasDefault = true;
    }
  }
  return edits;
}

/** Returns whether an `=` is not part of `==`, `<=` and the like. */
function isAlone(text: string, at: number): boolean {
  return text[at + 1] !== '=' && !'=<>!:'.includes(text[at - 1]!);
}

function dedentedLines(text: string, analysis: LexicalAnalysis): Edit[] {
  const literals = outermostStrings(analysis);
  let next = 0;
  return analysis.lines.flatMap(({ indentStart, first, end }) => {
    const indent = text.slice(indentStart, first);
    const edits: Edit[] = [];
    let isDedented = false;
    for (let start = first; start < end; ) {
      while (next < literals.length && literals[next]!.end <= start) next++;
      const literal = literals[next];
      const stop = Math.min(end, literal?.start ?? end);
      for (const { index, 0: found, 1: blanks } of text.slice(start, stop).matchAll(BETWEEN_LINES)) {
        if (found.startsWith('\\')) continue;
        isDedented ||= blanks?.startsWith(indent) === false;
        edits.push({ start: start + index, put: ' '.repeat(found.length) });
      }
      start = Math.max(stop, literal?.end ?? end);
    }
    return isDedented ? edits : [];
  });
}

/** Comments, escaped line breaks, and other line breaks, with blank lines and the white space after them. */
const BETWEEN_LINES = /#[^\r\n]*|\\(?:\r\n|[\r\n])|(?:\r\n|[\r\n])(?:[ \t\f]*(?:\r\n|[\r\n]))*([ \t\f]*)/g;
