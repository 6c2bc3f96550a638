import type { TextDocument } from '@longrange/code';
import { z } from 'zod';
import { count } from '../../statistics/shapes.ts';

const EXCERPT_CHARACTERS = 2000;
const MARK_CONTEXT = 600;

/**
 * Chooses an instructive stretch of at most 2,000 characters, in whole lines: around the first failure of the first document that has one;
 * otherwise from a third of the way into the first document that is long enough, past licenses and imports, with enough context for a
 * predictor. Offsets are relative to the stretch; a partner outside it is null.
 * @param failures offsets of the failures in each document, the first one first
 * @param marksOf returns the marks of the document with this index
 */
export function chooseExcerpt(
  documents: readonly TextDocument[],
  failures: readonly (readonly number[])[],
  marksOf: (index: number) => readonly Mark[],
): Excerpt | null {
  const broken = failures.findIndex((own) => own.length > 0);
  const long = documents.findIndex(({ text }) => text.length >= EXCERPT_CHARACTERS);
  const index = [broken, long].find((one) => one >= 0) ?? 0;
  const chosen = documents[index];
  if (chosen === undefined) return null;
  const { text, path: name } = chosen;
  const first = failures[index]?.[0];
  const earliest = first === undefined ? thirdOf(text) : Math.max(0, first - MARK_CONTEXT);
  const start = startOfLine(text, earliest);
  const end = endOfExcerpt(text, start);
  const marks = marksWithin(marksOf(index), start, end);
  return { document: name, start, text: text.slice(start, end), marks };
}

/** Returns a third of the length, or less if a whole stretch would not fit after that. */
function thirdOf({ length }: string): number {
  return Math.max(0, Math.min(Math.floor(length / 3), length - EXCERPT_CHARACTERS));
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

function marksWithin(marks: readonly Mark[], start: number, end: number): Mark[] {
  return marks
    .filter((mark) => mark.start >= start && mark.end <= end)
    .map(({ kind, partner, ...mark }) => ({
      start: mark.start - start,
      end: mark.end - start,
      kind,
      partner: partner !== null && partner >= start && partner < end ? partner - start : null,
    }))
    .sort((a, b) => a.start - b.start || a.end - b.end);
}

/** Makes a mark from where it begins. */
export function markAt(kind: Mark['kind'], start: number, length: number, partner: number | null): Mark {
  return { start, end: start + length, kind, partner };
}

/** A stretch of a document with the outcome of a check, for showing broken dependencies in a sample. */
const markSchema = z.object({
  start: count,
  end: count,
  kind: z.enum([
    'matched',
    'wrongType',
    'closedByForce',
    'unclosed',
    'censored',
    'stray',
    'string',
    'indentation',
    'controlFlow',
  ]),
  /** Start of the other end of the dependency, if there is one. */
  partner: count.nullable(),
});

/** Cost of each character of a text to a predictor, given everything before it in the document. */
const surprisalSchema = z.object({
  predictor: z.string(),
  /** −log₂ p of each UTF-16 code unit, to two decimals; null for characters that the predictor does not know. */
  bits: z.array(z.number().nonnegative().nullable()),
});

export const excerptSchema = z.object({
  document: z.string(),
  /** Offset of `text` in the document. */
  start: count.optional(),
  text: z.string(),
  marks: z.array(markSchema),
  /** Surprisals by predictor; only with a model. */
  surprisals: z.array(surprisalSchema).optional(),
});

/** A marked stretch of an excerpt. */
export type Mark = z.infer<typeof markSchema>;

export type Surprisal = z.infer<typeof surprisalSchema>;

/** A stretch of a document to show in the report, with marks. */
export type Excerpt = z.infer<typeof excerptSchema>;
