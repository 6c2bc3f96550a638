import type { DelimiterRecord } from '../languages/delimiter-stack.ts';
import type { StringRecord } from '../languages/language.ts';
import type { Outcome } from '../observation.ts';
import type { Strings } from '../result/text-schema.ts';
import { doublingScale, shareHeld, shareHeldByRange } from '../statistics/buckets.ts';
import { type ClosingObservation, closureCurve, observableFrom } from './closure.ts';
import { FATE_OUTCOMES } from './delimiters.ts';
import type { AnalysedDocument } from './document.ts';

/**
 * Metric 2, one opener of a string or of a part of it:
 *
 * - `singleLine`: a string in single quotes is closed before its line ends (a backslash or a replacement field takes it on to the next).
 * - `triple`: a string in triple quotes is closed before the text ends.
 * - `field`: the brace of a replacement field is closed by a brace before its formatted string ends.
 *
 * From the prefix or, without one, the first opening quote to the first closing one; without that to where
 * the string had to end. Of a field, from brace to brace; its fate is that of the delimiter (metric 1 counts it, too).
 * `depth` is that of the field's brace among all delimiters, and 0 for strings; `attractors` likewise.
 */
export type StringObservation = ClosingObservation<'singleLine' | 'triple' | 'field'>;

/** Metric 2: strings in the order in which they end, then fields in the order of their openers. */
export function measureStrings(document: AnalysedDocument): StringObservation[] {
  const { lexical } = document;
  const fields = lexical.delimiters.filter(({ barrier }) => barrier);
  return [
    ...lexical.strings.map((string) => observeString(string, document)),
    ...fields.map((field) => observeField(field, document)),
  ];
}

export function summarizeStrings(observations: readonly StringObservation[]): Strings {
  const ofKind = (wanted: string) => observations.filter(({ kind }) => kind === wanted);
  const byDistance = (some: readonly StringObservation[]) =>
    shareHeldByRange(some, ({ distance }) => distance, doublingScale);
  const [singleLine, triple, fields] = [ofKind('singleLine'), ofKind('triple'), ofKind('field')];
  const overall = shareHeld(triple);
  return {
    singleLine: shareHeld(singleLine),
    singleLineByDistance: byDistance(singleLine),
    triple: {
      openers: triple.length,
      closed: overall.held,
      censored: triple.length - overall.n,
      overall,
      byDistance: byDistance(triple),
      closure: closureCurve(triple),
    },
    fields: shareHeld(fields),
    fieldsByDistance: byDistance(fields),
  };
}

function observeString(string: StringRecord, { name, text, cut }: AnalysedDocument): StringObservation {
  const { start, terminated, triple } = string;
  const end = terminated ? string.end - (triple ? 3 : 1) : string.end;
  return {
    document: name,
    kind: triple ? 'triple' : 'singleLine',
    outcome: outcomeOf(string, text, cut),
    start,
    end,
    distance: end - start,
    depth: 0,
    attractors: 0,
    observable: observableFrom(start, text, cut),
  };
}

function outcomeOf(string: StringRecord, text: string, cut: boolean): Outcome {
  const { end, terminated } = string;
  const touchesCut = cut && end === text.length;
  if (!terminated) return touchesCut ? 'censored' : 'broken';
  return touchesCut && isTwoQuotes(string, text) ? 'censored' : 'held';
}

/** Two quotes right before a cut: an empty string or, had the text gone on, the beginning of a triple quote. */
function isTwoQuotes({ start, end }: StringRecord, text: string): boolean {
  return text.indexOf(text[end - 1]!, start) === end - 2;
}

function observeField(field: DelimiterRecord, { name, text, cut }: AnalysedDocument): StringObservation {
  return {
    document: name,
    kind: 'field',
    outcome: FATE_OUTCOMES[field.fate],
    start: field.opener,
    end: field.end,
    distance: field.end - field.opener,
    depth: field.depth,
    attractors: field.attractors,
    observable: observableFrom(field.opener, text, cut),
  };
}
