import type { AnalyzedDocument, DelimiterRecord, Observation, Outcome, StringRecord } from '@longrange/code';
import { z } from 'zod';
import { doublingScale, isDoubling, shareHeld, shareHeldByRange } from '../../statistics/buckets.ts';
import { proportion } from '../../statistics/clusters.ts';
import { incidenceCurve, shareClosedByDistance } from '../../statistics/competing-risks.ts';
import { partsOfObservations } from '../../statistics/document-parts.ts';
import { eventTimesOf } from '../../statistics/event-times.ts';
import * as shapes from '../../statistics/shapes.ts';
import { EVENT_OUTCOMES } from '../delimiters/delimiters.ts';
import { markAt } from '../excerpt/excerpt.ts';
import type { SubjectContext } from '../metric.ts';
import { observe, textMetric } from '../metric.ts';
import { isInsideOut } from './inside-out.ts';

/** Figures of metric 2. */
const stringsSchema = z.object({
  /** Strings of both kinds whose outcome can be known: single-line strings and, in whole texts, those that may span lines. */
  overall: shapes.proportionSchema,
  /** Single-line strings closed before their line ends. */
  singleLine: shapes.proportionSchema,
  singleLineByDistance: shapes.bucketsOf(shapes.bucketSchema),
  /** Strings that may span lines; null for languages without them. */
  multiLine: z
    .object({
      openers: shapes.count,
      /** Number of strings ended by quotes meant to begin another one: text and code are inside out there, and nothing was remembered. */
      accidental: shapes.count,
      /** Number still open at a cut. */
      censored: shapes.count,
      /** Strings closed before the text ends. Null for truncated texts, in which none can break. */
      overall: shapes.proportionSchema.nullable(),
      byDistance: shapes.bucketsOf(shapes.bucketSchema),
      /** Number closed, broken and still open, by characters since the opener; without accidental ones. */
      incidenceByDistance: shapes.bucketsOf(shapes.incidencePointSchema),
    })
    .nullable(),
  /** Share of characters that are inside strings. */
  inStrings: z.number().min(0).max(1),
  /** Share of documents in which text and code are inside out from some place on; null for languages in which that cannot be told. */
  insideOut: shapes.proportionSchema.nullable(),
  /** Replacement fields of formatted strings that are closed before their literal ends; null for languages without them. */
  fields: shapes.proportionSchema.nullable(),
  fieldsByDistance: shapes.bucketsOf(shapes.bucketSchema),
});

/** Shares of strings that end as they should. */
export type Strings = z.infer<typeof stringsSchema>;

/**
 * Metric 2, for one opener of a string or of a part of it:
 *
 * - `singleLine`: a string confined to one line is closed before the line ends (a backslash or a replacement field extends it to the next).
 * - `multiLine`: a string that may span lines is closed before the text ends.
 * - `field`: the brace of a replacement field is closed by a brace before its formatted string ends.
 *
 * The distance is from the prefix (or the first opening quote, if there is none) to the first closing quote (or to where the string had to
 * end, if there is none); for a field, from brace to brace, with the outcome of the delimiter (metric 1 counts it, too). `depth` and
 * `attractors` are those of the field's brace among all delimiters, and 0 for strings.
 */
export interface StringObservation extends Observation<'singleLine' | 'multiLine' | 'field'> {
  /** Number of characters of the opener: a string's prefix and quotes, or a field's brace. */
  readonly openerLength: number;
  /** True if quotes meant to begin another string ended it (see `isInsideOut`). It is then censored, since nothing was remembered. */
  readonly isAccidental: boolean;
}

/** Strings of one document. */
export interface DocumentStrings {
  readonly observations: readonly StringObservation[];
  readonly charactersInStrings: number;
}

/** Measures metric 2: strings in the order of their ends, then fields in the order of their openers. */
export function measureStrings(document: AnalyzedDocument): StringObservation[] {
  const { lexical } = document;
  const fields = lexical.delimiters.filter(({ barrier }) => barrier);
  let endBefore = 0;
  const strings = lexical.strings.map((string) => {
    const observation = observeString(document, string, endBefore);
    endBefore = string.end;
    return observation;
  });
  return [...strings, ...fields.map((field) => observeField(document, field))];
}

/** Returns the number of characters in strings, including quotes and the fields of formatted strings. */
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
  const events = eventTimesOf(multiLine);
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
            byDistance: cut ? [] : shareClosedByDistance(events),
            incidenceByDistance: incidenceCurve(events),
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

/** @param endBefore end of the previous string */
function observeString(
  document: AnalyzedDocument,
  string: StringRecord,
  endBefore: number,
): StringObservation {
  const { text, cut } = document;
  const { start, contentEnd: end, terminated, multiLine } = string;
  const isAccidental = multiLine && terminated && isInsideOut(document, string, endBefore);
  const outcome = isAccidental ? 'censored' : outcomeOf(string, text.length, cut);
  return {
    ...observe(document, multiLine ? 'multiLine' : 'singleLine', outcome, [start, end]),
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

function observeField(document: AnalyzedDocument, field: DelimiterRecord): StringObservation {
  const { event, opener, end, depth, attractors } = field;
  const observed = observe(document, 'field', EVENT_OUTCOMES[event], [opener, end], depth);
  return { ...observed, attractors, openerLength: 1, isAccidental: false };
}

export const strings = textMetric({
  key: 'strings',
  schema: stringsSchema,
  measure: (document) => ({
    observations: measureStrings(document),
    charactersInStrings: charactersInStrings(document),
  }),
  summarize: summarizeStrings,
  // Opening quotes with their prefix. The brace of a replacement field is a delimiter.
  places: {
    name: 'strings',
    find: ({ observations }, { text }) =>
      observations
        .filter(({ kind, outcome }) => kind !== 'field' && outcome === 'broken')
        .map(({ kind, start, openerLength: length }) => {
          const opener = text.slice(start, start + length);
          const message = `string \`${opener}\` is ${kind === 'multiLine' ? 'never closed' : 'not closed on its line'}`;
          return { start, length, mark: 'string', message };
        }),
    share: ({ overall }) => overall.estimate,
  },
  marks: ({ observations }) =>
    observations.flatMap(({ kind, outcome, start, openerLength }) =>
      kind !== 'field' && outcome === 'censored' ? [markAt('censored', start, openerLength, null)] : [],
    ),
  figures: [
    {
      id: 'strings',
      title: 'Strings closed',
      unit: 'share',
      headline: 4,
      lmEval: { task: 'strings', description: 'strings that are closed in time' },
      pick: ({ overall }) => overall,
      parts: (documents, { cut }) => {
        const observations = documents
          .flatMap((document) => document.observations)
          .filter(
            ({ kind, isAccidental }) =>
              kind === 'singleLine' || (!cut && kind === 'multiLine' && !isAccidental),
          );
        const parts = partsOfObservations({ measure: 'strings', observations, byDistance: false });
        // Nothing can break a string that spans lines in a truncated text.
        return parts.map((one) => ({ ...one, basis: cut ? 'strings of one line' : 'all strings' }));
      },
    },
  ],
  section: {
    id: 'strings',
    metric: 2,
    title: 'Strings',
    definition:
      'A single-line string must close before its line ends, one that may span lines before the text does; in a sample only the cut can end it, so such strings count in whole files alone. Lost quotes turn text and code inside out: strings end where others should begin, and count as neither closed nor broken.',
    figures: [
      {
        kind: 'share',
        id: 'strings-by-distance',
        title: 'Strings closed, by distance',
        caption: 'Of the strings closed or broken at this distance, the share closed.',
        vertical: 'Share closed',
        horizontal: 'Characters from the quote or brace to its end',
        criterion: true,
        panels: [
          { title: 'single-line strings', of: ({ singleLineByDistance }) => singleLineByDistance },
          { title: 'multi-line strings', of: ({ multiLine }) => multiLine?.byDistance ?? [] },
          { title: 'fields of formatted strings', of: ({ fieldsByDistance }) => fieldsByDistance },
        ],
      },
      {
        kind: 'estimate',
        id: 'strings-closure',
        title: 'Multi-line strings closed, by distance',
        caption:
          'Share closed within this many characters (Aalen–Johansen). A string that a cut ends counts for as long as it was seen.',
        vertical: 'Share closed',
        horizontal: 'Characters since the quote',
        format: 'percent',
        panels: [
          {
            title: '',
            of: ({ multiLine }) =>
              (multiLine?.incidenceByDistance ?? [])
                .filter(({ distance }) => isDoubling(distance))
                .map(({ distance: at, closed: { share: value, low, high } }) => ({ at, value, low, high })),
          },
        ],
      },
      {
        kind: 'values',
        id: 'strings-kinds',
        title: 'What happened to every string',
        folded: true,
        rows: [
          { label: 'Single-line, closed', of: ({ singleLine }) => singleLine },
          { label: 'Multi-line, opened', of: ({ multiLine }) => multiLine?.openers },
          { label: 'Multi-line, censored', of: ({ multiLine }) => multiLine?.censored },
          { label: 'Multi-line, ended where another begins', of: ({ multiLine }) => multiLine?.accidental },
          { label: 'Multi-line, closed', of: ({ multiLine }) => multiLine?.overall },
          { label: 'Characters in strings', format: 'percent', of: ({ inStrings }) => inStrings },
          { label: 'Documents inside out', of: ({ insideOut }) => insideOut },
          { label: 'Fields of formatted strings, closed', of: ({ fields }) => fields },
        ],
      },
    ],
  },
});
