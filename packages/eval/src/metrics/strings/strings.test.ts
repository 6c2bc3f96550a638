import type { SyntaxParser } from '@longrange/code';
import { analyzeDocument, python } from '@longrange/code';
import { describe, expect, it } from 'vitest';
import { charactersInStrings, measureStrings, type StringObservation, summarizeStrings } from './strings.ts';

// Strings are measured without a parse.
const parser = { language: python } as SyntaxParser;

function measure(text: string, cut = false): StringObservation[] {
  return measureStrings(analyzeDocument({ path: '', text }, cut, parser));
}

/** Returns every observation as `kind outcome start>end`. */
function stringsOf(text: string, cut = false): string {
  return measure(text, cut)
    .map(({ kind, outcome, start, end }) => `${kind} ${outcome} ${start}>${end}`)
    .join(', ');
}

it.each([
  // From the prefix to the first closing quote.
  ['a = rb"b" + ""', 'singleLine held 4>8, singleLine held 12>13'],
  [`'''a\nb''' """"""`, 'multiLine held 0>6, multiLine held 10>13'],
  // Broken at the end of the line, or of the text.
  [`a = "b\nc = 'd\\\ne'\n"f`, 'singleLine broken 4>6, singleLine held 11>16, singleLine broken 18>20'],
  ['"""a\n"', 'multiLine broken 0>6'],
  ['# "\na = b\'', 'singleLine broken 8>10'],
  // Fields are closed before their string ends, and are no dictionaries.
  ['f"{a}{b!r:>{c}}{{}}"', 'singleLine held 0>19, field held 2>4, field held 5>14, field held 11>13'],
  ['f"{a:b"', 'singleLine held 0>6, field broken 2>6'],
  ['f"{a)"', 'singleLine held 0>5, field broken 2>4'],
  ['f"{a"\nreturn', 'singleLine broken 4>5, singleLine broken 0>6, field broken 2>6'],
  // A byte order mark is no name.
  ['\ufefffrom a import b\n"""\nx = 1\ny = 2\n"""\n', 'multiLine held 17>33'],
])('strings of %j', (text, expected) => {
  expect(stringsOf(text)).toBe(expected);
});

it.each([
  ['"a', 'singleLine censored 0>2'],
  ['"a\\', 'singleLine censored 0>3'],
  ['"a\n', 'singleLine broken 0>2'],
  ['f"""a{b}""', 'multiLine censored 0>10, field held 5>7'],
  // Two quotes may be the beginning of three.
  ['a = rb""', 'singleLine censored 4>7'],
  ['a = "\\""', 'singleLine held 4>7'],
  ['a = "" ', 'singleLine held 4>5'],
  ['""""""', 'multiLine held 0>3'],
])('strings of %j before a cut', (text, expected) => {
  expect(stringsOf(text, true)).toBe(expected);
});

it('the depth of a field is that of its brace among all brackets', () => {
  expect(measure('({f"{a}"})').at(-1)).toMatchObject({ kind: 'field', depth: 3, attractors: 0 });
});

const summarize = (text: string, cut: boolean) =>
  summarizeStrings([{ observations: measure(text, cut), charactersInStrings: 18 }], {
    cut,
    characters: 27,
    language: python,
  });

it('sums up each kind for itself, and the events of three quotes as a curve', () => {
  const summary = summarize('"""a""" """bc""" "d\nf"{e}" """f', true);
  expect(summary).toMatchObject({
    singleLine: { held: 1, n: 2 },
    multiLine: { openers: 3, accidental: 0, censored: 1 },
    fields: { held: 1, n: 1 },
  });
  // Two are closed after 4 and 5 characters; the third is seen for 4.
  expect(summary.multiLine!.incidenceByDistance.slice(-2)).toMatchObject([
    { distance: 4, closed: { share: expect.closeTo(1 / 3, 12) }, broken: { share: 0 }, atRisk: 3 },
    { distance: 5, closed: { share: expect.closeTo(1, 12) }, open: expect.closeTo(0, 12), atRisk: 1 },
  ]);
});

it('gives no share of closed multi-line strings in truncated text, in which none can break', () => {
  const text = '"""a""" "b" """c';
  const multiLine = { overall: null, byDistance: [] };
  expect(summarize(text, true)).toMatchObject({ overall: { held: 1, n: 1 }, multiLine });
  expect(summarize(text, false)).toMatchObject({
    overall: { held: 2, n: 3 },
    multiLine: { overall: { held: 1, n: 2 } },
  });
});

describe('text and code inside out', () => {
  const module = ['first', 'last', 'both']
    .map((name) => `def ${name}(a):\n    """Returns ${name}\n    of them."""\n    return a[0]\n\n`)
    .join('');
  const quotes = [...module.matchAll(/"""/g)].map(({ index }) => index);

  it('are found whatever ends the lines', () => {
    const text = module.replace('"""', '');
    const accidents = (lineBreak: string) =>
      measure(text.replaceAll('\n', lineBreak)).map(({ isAccidental }) => isAccidental);
    expect(accidents('\n').filter((isAccidental) => isAccidental)).toHaveLength(2);
    for (const lineBreak of ['\r', '\r\n']) expect(accidents(lineBreak)).toEqual(accidents('\n'));
  });

  it.each([0, 1, 2, 3, 4, 5])('are found from quotes %i on, where they are missing', (index) => {
    const at = quotes[index]!;
    const text = module.slice(0, at) + module.slice(at + 3);
    const triples = measure(text).filter(({ kind }) => kind === 'multiLine');
    // Five of six quotes are left: the last begins a string that nothing ends, unless the missing one belongs to the last pair.
    expect(triples.filter(({ outcome }) => outcome === 'broken')).toHaveLength(1);
    const held = triples.filter(({ outcome }) => outcome === 'held').length;
    const accidental = triples.filter(({ isAccidental }) => isAccidental).length;
    expect([held, accidental]).toEqual([Math.floor(index / 2), 2 - Math.floor(index / 2)]);
  });
});

it('knows how much of a text is in strings, fields of formatted ones included', () => {
  const document = analyzeDocument({ path: 'a', text: 'a = "bc" + f"{d["e"]}" # "f"' }, false, parser);
  expect(charactersInStrings(document)).toBe('"bc"'.length + 'f"{d["e"]}"'.length);
});
