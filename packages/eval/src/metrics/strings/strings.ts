import type { AnalyzedDocument, DelimiterRecord, Observation, Outcome, StringRecord } from '@longrange/code';
import { checkAnalyzed } from '@longrange/code/internal';
import { z } from 'zod';
import { doublingScale, shareHeld, shareHeldByRange } from '../../statistics/buckets.ts';
import { proportion } from '../../statistics/clusters.ts';
import { incidenceCurve, shareClosedByDistance } from '../../statistics/competing-risks.ts';
import { partsOfObservations } from '../../statistics/document-parts.ts';
import { eventTimesOf } from '../../statistics/event-times.ts';
import {
  bucketSchema,
  bucketsOf,
  count,
  incidencePointSchema,
  proportionSchema,
} from '../../statistics/shapes.ts';
import { FATE_OUTCOMES } from '../delimiters/delimiters.ts';
import type { TextMetric } from '../metric.ts';
import type { SubjectContext } from '../subject-context.ts';

/** Metric 2. */
const stringsSchema = z.object({
  /** Strings of both kinds whose fate can be known: single-line ones, and in whole texts those that may span lines. */
  overall: proportionSchema,
  /** Single-line strings closed before their line ends. */
  singleLine: proportionSchema,
  singleLineByDistance: bucketsOf(bucketSchema),
  /** Those that may span lines; null in a language without any, as are the next ones. */
  multiLine: z
    .object({
      openers: count,
      /** Those that quotes ended which were meant to begin another one: text and code are inside out there, and nothing was remembered. */
      accidental: count,
      /** Still open at a cut. */
      censored: count,
      /** Those closed before the text ends. Null for cut texts, in which nothing can break. */
      overall: proportionSchema.nullable(),
      byDistance: bucketsOf(bucketSchema),
      /** Closed, broken or still open, by characters since the opener; without accidental ones. */
      fateByDistance: bucketsOf(incidencePointSchema),
    })
    .nullable(),
  /** Characters of the text inside strings. */
  inStrings: z.number().min(0).max(1),
  /** Documents in which text and code are inside out from some place on. */
  insideOut: proportionSchema.nullable(),
  /** Braces of formatted strings: each replacement field closed before its literal ends; null in a language without any. */
  fields: proportionSchema.nullable(),
  fieldsByDistance: bucketsOf(bucketSchema),
});

/** How often strings end as they should. */
export type Strings = z.infer<typeof stringsSchema>;

/**
 * Metric 2, one opener of a string or of a part of it:
 *
 * - `singleLine`: a string that ends with its line is closed before that (a backslash or a replacement field takes it on to the next).
 * - `multiLine`: a string that may span lines is closed before the text ends.
 * - `field`: the brace of a replacement field is closed by a brace before its formatted string ends.
 *
 * From the prefix or, without one, the first opening quote to the first closing one; without that to where
 * the string had to end. Of a field, from brace to brace; its fate is that of the delimiter (metric 1 counts it, too).
 * `depth` is that of the field's brace among all delimiters, and 0 for strings; `attractors` likewise.
 */
export interface StringObservation extends Observation<'singleLine' | 'multiLine' | 'field'> {
  /** Characters of what opens it: a string's prefix and quotes, a field's brace. */
  readonly openerLength: number;
  /** Ended by quotes that were meant to begin another string (see `isInsideOut`): censored, for nothing was remembered. */
  readonly isAccidental: boolean;
}

/** The strings of one document. */
export interface DocumentStrings {
  readonly observations: readonly StringObservation[];
  readonly charactersInStrings: number;
}

/** Metric 2: strings in the order in which they end, then fields in the order of their openers. */
export function measureStrings(document: AnalyzedDocument): StringObservation[] {
  checkAnalyzed(document);
  const { name, lexical } = document;
  const fields = lexical.delimiters.filter(({ barrier }) => barrier);
  let endBefore = 0;
  const strings = lexical.strings.map((string) => {
    const observation = observeString(document, string, endBefore);
    endBefore = string.end;
    return observation;
  });
  return [...strings, ...fields.map((field) => observeField(name, field))];
}

/** Characters in strings, quotes and the fields of formatted ones included. */
export function charactersInStrings({ lexical }: AnalyzedDocument): number {
  let sum = 0;
  let end = 0;
  for (const string of lexical.strings.toSorted((a, b) => a.start - b.start)) {
    sum += Math.max(0, string.end - Math.max(string.start, end));
    end = Math.max(end, string.end);
  }
  return sum;
}

export function summarizeStrings(
  documents: readonly DocumentStrings[],
  { cut, characters, language }: Pick<SubjectContext, 'cut' | 'characters' | 'language'>,
): Strings {
  const observations = documents.flatMap((document) => document.observations);
  const inside = documents.reduce((sum, document) => sum + document.charactersInStrings, 0);
  const ofKind = (wanted: string) => observations.filter(({ kind }) => kind === wanted);
  const byDistance = (some: readonly StringObservation[]) =>
    shareHeldByRange(some, ({ distance }) => distance, doublingScale);
  const [singleLine, all, fields] = [ofKind('singleLine'), ofKind('multiLine'), ofKind('field')];
  const multiLine = all.filter(({ isAccidental }) => !isAccidental);
  const fates = eventTimesOf(multiLine);
  const insideOut = new Set(all.filter(({ isAccidental }) => isAccidental).map(({ document }) => document));
  return {
    overall: shareHeld(cut ? singleLine : [...singleLine, ...multiLine]),
    singleLine: shareHeld(singleLine),
    singleLineByDistance: byDistance(singleLine),
    multiLine:
      language.strings?.multiLine === undefined
        ? null
        : {
            openers: all.length,
            accidental: all.length - multiLine.length,
            censored: multiLine.filter(({ outcome }) => outcome === 'censored').length,
            overall: cut ? null : shareHeld(multiLine),
            byDistance: cut ? [] : shareClosedByDistance(fates),
            fateByDistance: incidenceCurve(fates),
          },
    inStrings: characters === 0 ? 0 : inside / characters,
    insideOut:
      language.strings?.multiLine?.isProse === undefined
        ? null
        : proportion(insideOut.size, documents.length),
    fields: language.strings?.fields === true ? shareHeld(fields) : null,
    fieldsByDistance: byDistance(fields),
  };
}

/** @param endBefore where the string before it ended */
function observeString(
  document: AnalyzedDocument,
  string: StringRecord,
  endBefore: number,
): StringObservation {
  const { name, text, cut } = document;
  const { start, contentEnd: end, terminated, multiLine } = string;
  const isAccidental = multiLine && terminated && isInsideOut(document, string, endBefore);
  return {
    document: name,
    kind: multiLine ? 'multiLine' : 'singleLine',
    outcome: isAccidental ? 'censored' : outcomeOf(string, text.length, cut),
    start,
    end,
    distance: end - start,
    depth: 0,
    attractors: 0,
    openerLength: string.contentStart - start,
    isAccidental,
  };
}

function outcomeOf(
  { end, terminated, isTentative }: StringRecord,
  textLength: number,
  cut: boolean,
): Outcome {
  if (!terminated) return cut && end === textLength ? 'censored' : 'broken';
  return cut && isTentative ? 'censored' : 'held';
}

function observeField(document: string, field: DelimiterRecord): StringObservation {
  return {
    document,
    kind: 'field',
    outcome: FATE_OUTCOMES[field.fate],
    start: field.opener,
    end: field.end,
    distance: field.end - field.opener,
    depth: field.depth,
    attractors: field.attractors,
    openerLength: 1,
    isAccidental: false,
  };
}

/**
 * Whether a string of several lines is the code between two strings: where its quotes were lost, each that follows ends what it
 * was meant to begin, and begins what it was meant to end, and text and code are inside out to the next slip. So it is if there is prose next to it where
 * code should be, while most of what it holds is no prose. Never so in code that is sound, with no prose next to it, whatever its
 * strings hold.
 *
 * @param endBefore where the string before it ended: what comes before that is not next to this one
 */
function isInsideOut(
  { text, parser }: AnalyzedDocument,
  { start, end }: StringRecord,
  endBefore: number,
): boolean {
  const content = text.slice(start, end);
  if (!LINE_BREAK.test(content)) return false;
  const isProse = parser.language.strings?.multiLine?.isProse;
  if (isProse === undefined) return false;
  if (!isProse(lineBefore(text, start, endBefore)) && !isProse(lineAfter(text, end))) return false;
  const lines = content.split(LINE_BREAK).filter((line) => line.trim() !== '');
  return 2 * lines.filter(isProse).length < lines.length;
}

/** The last line before `position` with anything in it, as far as it goes. */
function lineBefore(text: string, position: number, from: number): string {
  // Trimmed at its start, too: a byte order mark counts as white space there, and would make a name of a keyword.
  return text
    .slice(Math.max(from, position - FARTHEST), position)
    .trim()
    .split(LINE_BREAK)
    .at(-1)!;
}

/** The first line after `position` with anything in it, from there on. */
function lineAfter(text: string, position: number): string {
  return text
    .slice(position, position + FARTHEST)
    .trimStart()
    .split(LINE_BREAK)[0]!;
}

const LINE_BREAK = /\r\n?|\n/;

/** Lines that are further away, or longer, are not looked at. */
const FARTHEST = 1000;

export const strings: TextMetric<'strings', DocumentStrings, typeof stringsSchema, 'strings'> = {
  key: 'strings',
  number: 2,
  title: 'Strings',
  schema: stringsSchema,
  measure: (document) => ({
    observations: measureStrings(document),
    charactersInStrings: charactersInStrings(document),
  }),
  summarize: summarizeStrings,
  figures: [
    {
      id: 'strings',
      title: 'Strings closed',
      unit: 'share',
      headline: 4,
      lmEval: { task: 'strings', description: 'strings that are closed where they must be', metric: 'held' },
      pick: ({ overall }) => overall,
      parts: (documents, { cut }) => {
        const observations = documents
          .flatMap((document) => document.observations)
          .filter(
            ({ kind, isAccidental }) =>
              kind === 'singleLine' || (!cut && kind === 'multiLine' && !isAccidental),
          );
        const parts = partsOfObservations({ measure: 'strings', observations, byDistance: false });
        // In a text that was cut nothing can break a string of several lines but its end.
        return parts.map((one) => ({ ...one, basis: cut ? 'strings of one line' : 'all strings' }));
      },
    },
  ],
};
