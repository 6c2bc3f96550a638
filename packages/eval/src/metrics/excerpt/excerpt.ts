import type { TextDocument } from '@longrange/code';
import { z } from 'zod';
import { count } from '../../statistics/shapes.ts';
import type { DelimiterObservation } from '../delimiters/delimiters.ts';
import type { Measured } from '../metrics.ts';

const EXCERPT_CHARACTERS = 2000;
const MARK_CONTEXT = 600;

/** A document with the measurements that are marked in an excerpt. */
export interface MeasuredDocument
  extends Pick<Measured, 'delimiters' | 'strings'>,
    Partial<Pick<Measured, 'indentation' | 'controlFlow'>> {
  readonly document: TextDocument;
}

/**
 * Chooses an instructive stretch of at most 2,000 characters, in whole lines: around the first broken delimiter of the first document that
 * has one; otherwise from a third of the way into the first document that is long enough, past licenses and imports, with enough context
 * for a predictor. Offsets are relative to the stretch; a partner outside it is null.
 */
export function chooseExcerpt(documents: readonly MeasuredDocument[]): Excerpt | null {
  const chosen =
    documents.find(({ delimiters }) => delimiters.observations.some(isBroken)) ??
    documents.find(({ document: { text } }) => text.length >= EXCERPT_CHARACTERS) ??
    documents[0];
  if (chosen === undefined) return null;
  const { text, path: name } = chosen.document;
  const firstBroken = chosen.delimiters.observations.find(isBroken)?.start;
  const earliest = firstBroken === undefined ? thirdOf(text) : Math.max(0, firstBroken - MARK_CONTEXT);
  const start = startOfLine(text, earliest);
  const end = endOfExcerpt(text, start);
  return { document: name, start, text: text.slice(start, end), marks: marksOf(chosen, start, end) };
}

/** Returns a third of the length, or less if a whole stretch would not fit after that. */
function thirdOf({ length }: string): number {
  return Math.max(0, Math.min(Math.floor(length / 3), length - EXCERPT_CHARACTERS));
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

function marksOf(measured: MeasuredDocument, start: number, end: number): Mark[] {
  return [
    ...delimiterMarks(measured),
    ...stringMarks(measured),
    ...indentationMarks(measured),
    ...controlFlowMarks(measured),
  ]
    .filter((mark) => mark.start >= start && mark.end <= end)
    .map(({ kind, partner, ...mark }) => ({
      start: mark.start - start,
      end: mark.end - start,
      kind,
      partner: partner !== null && partner >= start && partner < end ? partner - start : null,
    }))
    .sort((a, b) => a.start - b.start || a.end - b.end);
}

function markAt(kind: Mark['kind'], position: number, length: number, partner: number | null): Mark {
  return { start: position, end: position + length, kind, partner };
}

function delimiterMarks({ delimiters: { observations, strays } }: MeasuredDocument): Mark[] {
  const pairs = observations.flatMap(({ event, start: opener, end: closer }) => {
    const closed = event === 'matched' || event === 'wrongType' || event === 'closedByForce';
    const first = markAt(event, opener, 1, closed ? closer : null);
    return event === 'matched' || event === 'wrongType' ? [first, markAt(event, closer, 1, opener)] : [first];
  });
  return [...pairs, ...strays.map(({ position }) => markAt('stray', position, 1, null))];
}

/** Returns marks on opening quotes, with their prefix. The brace of a replacement field is a delimiter. */
function stringMarks({ strings }: MeasuredDocument): Mark[] {
  return strings.observations.flatMap(({ kind, outcome, start, openerLength }) => {
    if (kind === 'field' || outcome === 'held') return [];
    return [markAt(outcome === 'broken' ? 'string' : 'censored', start, openerLength, null)];
  });
}

function indentationMarks({ document: { text }, indentation = [] }: MeasuredDocument): Mark[] {
  return indentation.flatMap(({ outcome, start: header, end: line }) =>
    outcome === 'broken' && line < text.length ? [markAt('indentation', line, 1, header)] : [],
  );
}

/** Returns marks on keywords without a partner: for a `try` the start of the observation, for all others its end. */
function controlFlowMarks({ controlFlow = [] }: MeasuredDocument): Mark[] {
  return controlFlow.flatMap(({ check, kind, outcome, start, end }) => {
    if (outcome !== 'broken') return [];
    if (check === 'handler') return [markAt('controlFlow', start, kind.length, null)];
    return [markAt('controlFlow', end, kind.length, start < end ? start : null)];
  });
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
