import type { Excerpt, Mark } from '../result/schema.ts';
import type { DelimiterObservation } from './delimiters.ts';
import type { AnalysedDocument } from './document.ts';
import type { IndentationObservation } from './indentation.ts';

const EXCERPT_CHARACTERS = 3000;
const MARK_CONTEXT = 600;

export interface MeasuredDocument {
  readonly document: AnalysedDocument;
  readonly delimiters: readonly DelimiterObservation[];
  readonly indentation: readonly IndentationObservation[];
}

/**
 * A stretch of at most some 3,000 characters worth looking at, of whole lines: around the first broken
 * delimiter of the first document that has one, or the beginning of the first document. Offsets are relative to the stretch;
 * a partner outside it is null.
 */
export function chooseExcerpt(documents: readonly MeasuredDocument[]): Excerpt | null {
  const chosen = documents.find(({ delimiters }) => delimiters.some(isBroken)) ?? documents[0];
  if (chosen === undefined) return null;
  const { text, name } = chosen.document;
  const firstBroken = chosen.delimiters.find(isBroken)?.start ?? 0;
  const start = startOfLine(text, Math.max(0, firstBroken - MARK_CONTEXT));
  const end = endOfExcerpt(text, start);
  return { document: name, text: text.slice(start, end), marks: marksOf(chosen, start, end) };
}

function isBroken({ outcome }: DelimiterObservation): boolean {
  return outcome === 'broken';
}

function startOfLine(text: string, position: number): number {
  const start = text.lastIndexOf('\n', position) + 1;
  return position - start > MARK_CONTEXT ? position : Math.min(start, position);
}

function endOfExcerpt(text: string, start: number): number {
  const limit = start + EXCERPT_CHARACTERS;
  if (limit >= text.length) return text.length;
  const lineBreak = text.lastIndexOf('\n', limit);
  return lineBreak > start + EXCERPT_CHARACTERS / 2 ? lineBreak + 1 : limit;
}

function marksOf(
  { document, delimiters, indentation }: MeasuredDocument,
  start: number,
  end: number,
): Mark[] {
  const marks: Mark[] = [];
  const add = (kind: Mark['kind'], position: number, length: number, partner: number | null) => {
    if (position < start || position + length > end) return;
    const seen = partner !== null && partner >= start && partner < end;
    const from = position - start;
    marks.push({ start: from, end: from + length, kind, partner: seen ? partner - start : null });
  };
  for (const { fate, start: opener, end: closer } of delimiters) {
    const closed = fate === 'matched' || fate === 'wrongType' || fate === 'closedByForce';
    add(fate, opener, 1, closed ? closer : null);
    if (fate === 'matched' || fate === 'wrongType') add(fate, closer, 1, opener);
  }
  for (const { position } of document.lexical.strays) add('stray', position, 1, null);
  const { text } = document;
  for (const { outcome, start: header, end: line } of indentation) {
    if (outcome === 'broken' && line < text.length) add('indentation', line, 1, header);
  }
  return marks.sort((a, b) => a.start - b.start || a.end - b.end);
}
