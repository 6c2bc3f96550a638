import type { AnalysedDocument, DelimiterRecord, Observation, Outcome, StringRecord } from '@longrange/code';
import { checkAnalysed } from '@longrange/code/internal';
import { doublingScale, shareHeld, shareHeldByRange } from '../../statistics/buckets.ts';
import { fateCurve, shareClosedByDistance } from '../../statistics/competing-risks.ts';
import { fatesOf } from '../../statistics/fates-of.ts';
import { proportion } from '../../statistics/wilson.ts';
import { FATE_OUTCOMES } from '../delimiters/delimiters.ts';
import type { SubjectContext } from '../subject-context.ts';
import { isInsideOut } from './inside-out.ts';
import type { Strings } from './schema.ts';

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
export function measureStrings(document: AnalysedDocument): StringObservation[] {
  checkAnalysed(document);
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
export function charactersInStrings({ lexical }: AnalysedDocument): number {
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
  const fates = fatesOf(multiLine);
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
            fateByDistance: fateCurve(fates),
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
  document: AnalysedDocument,
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
