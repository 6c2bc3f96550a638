import { describe, expect, it } from 'vitest';
import { python } from '../languages/python/python.ts';
import type { SyntaxParser } from '../parser/syntax-parser.ts';
import { analyseDocument } from './document.ts';
import { measureStrings, type StringObservation, summarizeStrings } from './strings.ts';

// Strings are measured without a parse.
const parser = { language: python } as SyntaxParser;

function measure(text: string, cut = false): StringObservation[] {
  return measureStrings(analyseDocument({ name: '', text }, cut, parser));
}

/** Every observation as `kind outcome start>end`. */
function stringsOf(text: string, cut = false): string[] {
  return measure(text, cut).map(({ kind, outcome, start, end }) => `${kind} ${outcome} ${start}>${end}`);
}

describe('strings', () => {
  it('reach from the prefix to the first closing quote', () => {
    expect(stringsOf('a = rb"b" + ""')).toEqual(['singleLine held 4>8', 'singleLine held 12>13']);
    expect(stringsOf(`'''a\nb''' """"""`)).toEqual(['triple held 0>6', 'triple held 10>13']);
  });

  it('break at the end of their line, or of the text', () => {
    expect(stringsOf(`a = "b\nc = 'd\\\ne'\n"f`)).toEqual([
      'singleLine broken 4>6',
      'singleLine held 11>16',
      'singleLine broken 18>20',
    ]);
    expect(stringsOf('"""a\n"')).toEqual(['triple broken 0>6']);
    expect(stringsOf('# "\na = b\'')).toEqual(['singleLine broken 8>10']);
  });

  it('are censored where the text was cut', () => {
    expect(stringsOf('"a', true)).toEqual(['singleLine censored 0>2']);
    expect(stringsOf('"a\\', true)).toEqual(['singleLine censored 0>3']);
    expect(stringsOf('"a\n', true)).toEqual(['singleLine broken 0>2']);
    expect(stringsOf('f"""a{b}""', true)).toEqual(['triple censored 0>10', 'field held 5>7']);
  });

  it('of two quotes before a cut may be the beginning of three', () => {
    expect(stringsOf('a = ""', true)).toEqual(['singleLine censored 4>5']);
    expect(stringsOf('a = rb""', true)).toEqual(['singleLine censored 4>7']);
    expect(stringsOf('a = "\\""', true)).toEqual(['singleLine held 4>7']);
    expect(stringsOf('a = "" ', true)).toEqual(['singleLine held 4>5']);
    expect(stringsOf('""""""', true)).toEqual(['triple held 0>3']);
  });
});

describe('replacement fields', () => {
  it('are closed before their string ends', () => {
    expect(stringsOf('f"{a}{b!r:>{c}}{{}}"')).toEqual([
      'singleLine held 0>19',
      'field held 2>4',
      'field held 5>14',
      'field held 11>13',
    ]);
    expect(stringsOf('f"{a[0)}"')).toEqual(['singleLine held 0>8', 'field held 2>7']);
    expect(stringsOf('f"{a:b"')).toEqual(['singleLine held 0>6', 'field broken 2>6']);
    expect(stringsOf('f"{a)"')).toEqual(['singleLine held 0>5', 'field broken 2>4']);
    expect(stringsOf('f"{a"\nreturn')).toEqual([
      'singleLine broken 4>5',
      'singleLine broken 0>6',
      'field broken 2>6',
    ]);
  });

  it('are no dictionaries', () => {
    expect(stringsOf('{f"{ {1: 2} }": {}}')).toEqual(['singleLine held 1>13', 'field held 3>12']);
    expect(measure('({f"{a}"})').at(-1)).toMatchObject({ kind: 'field', depth: 3, attractors: 0 });
  });
});

it('sums up each kind for itself, and the wait for three quotes as a curve', () => {
  const summary = summarizeStrings(measure('"""a""" """bc""" "d\nf"{e}" """f', true));
  expect(summary).toMatchObject({
    singleLine: { held: 1, n: 2 },
    triple: { openers: 3, closed: 2, censored: 1, overall: { held: 2, n: 2 } },
    fields: { held: 1, n: 1 },
  });
  // Closed after 4 and 5 characters; the third was seen for 4.
  expect(summary.triple.closure.slice(-2)).toMatchObject([
    { distance: 4, survival: expect.closeTo(2 / 3, 12), atRisk: 3, events: 1 },
    { distance: 5, survival: 0, atRisk: 1, events: 1 },
  ]);
});
