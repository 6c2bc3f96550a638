import type { SyntaxParser } from '@longrange/code';
import { analyzeDocument, python } from '@longrange/code';
import { describe, expect, it } from 'vitest';
import { charactersInStrings, measureStrings, type StringObservation, summarizeStrings } from './strings.ts';

// Strings are measured without a parse.
const parser = { language: python } as SyntaxParser;

function measure(text: string, cut = false): StringObservation[] {
  return measureStrings(analyzeDocument({ name: '', text }, cut, parser));
}

/** Returns every observation as `kind outcome start>end`. */
function stringsOf(text: string, cut = false): string[] {
  return measure(text, cut).map(({ kind, outcome, start, end }) => `${kind} ${outcome} ${start}>${end}`);
}

describe('strings', () => {
  it('reach from the prefix to the first closing quote', () => {
    expect(stringsOf('a = rb"b" + ""')).toEqual(['singleLine held 4>8', 'singleLine held 12>13']);
    expect(stringsOf(`'''a\nb''' """"""`)).toEqual(['multiLine held 0>6', 'multiLine held 10>13']);
  });

  it('break at the end of their line, or of the text', () => {
    expect(stringsOf(`a = "b\nc = 'd\\\ne'\n"f`)).toEqual([
      'singleLine broken 4>6',
      'singleLine held 11>16',
      'singleLine broken 18>20',
    ]);
    expect(stringsOf('"""a\n"')).toEqual(['multiLine broken 0>6']);
    expect(stringsOf('# "\na = b\'')).toEqual(['singleLine broken 8>10']);
  });

  it('are censored if the text was truncated', () => {
    expect(stringsOf('"a', true)).toEqual(['singleLine censored 0>2']);
    expect(stringsOf('"a\\', true)).toEqual(['singleLine censored 0>3']);
    expect(stringsOf('"a\n', true)).toEqual(['singleLine broken 0>2']);
    expect(stringsOf('f"""a{b}""', true)).toEqual(['multiLine censored 0>10', 'field held 5>7']);
  });

  it('of two quotes before a cut may be the beginning of three', () => {
    expect(stringsOf('a = ""', true)).toEqual(['singleLine censored 4>5']);
    expect(stringsOf('a = rb""', true)).toEqual(['singleLine censored 4>7']);
    expect(stringsOf('a = "\\""', true)).toEqual(['singleLine held 4>7']);
    expect(stringsOf('a = "" ', true)).toEqual(['singleLine held 4>5']);
    expect(stringsOf('""""""', true)).toEqual(['multiLine held 0>3']);
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

const context = { cut: true, characters: 27, language: python };
const summarize = (observations: StringObservation[], some = context) =>
  summarizeStrings([{ observations, charactersInStrings: 18 }], some);

it('sums up each kind for itself, and the events of three quotes as a curve', () => {
  const summary = summarize(measure('"""a""" """bc""" "d\nf"{e}" """f', true));
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
  const observations = measure('"""a""" "b" """c', true);
  expect(summarize(observations)).toMatchObject({
    overall: { held: 1, n: 1 },
    multiLine: { overall: null, byDistance: [] },
  });
  expect(summarize(measure('"""a""" "b" """c'), { ...context, cut: false })).toMatchObject({
    overall: { held: 2, n: 3 },
    multiLine: { overall: { held: 1, n: 2 } },
  });
});

describe('text and code inside out', () => {
  const module = `def first(a):
    """Returns the first of them."""
    return a[0]


def last(a):
    """Returns the last of them.

    Fails where there is none.
    """
    return a[-1]


def both(a):
    """Returns both of them."""
    return first(a), last(a)
`;
  const quotes = [...module.matchAll(/"""/g)].map(({ index }) => index);

  it('are none in sound code, whatever its strings hold', () => {
    const code = `TEMPLATE = """\nimport os\n\ndef main():\n    return 1\n"""\n${module}`;
    expect(measure(code).filter(({ isAccidental }) => isAccidental)).toEqual([]);
    const afterByteOrderMark = '\ufefffrom a import b\n"""\nx = 1\ny = 2\n"""\n';
    expect(stringsOf(afterByteOrderMark)).toEqual(['multiLine held 17>33']);
  });

  it('are found whatever ends the lines', () => {
    const text = module.replace('"""', '');
    const accidents = (lineBreak: string) =>
      measure(text.replaceAll('\n', lineBreak)).map(({ isAccidental }) => isAccidental);
    expect(accidents('\n').filter((isAccidental) => isAccidental)).toHaveLength(2);
    for (const lineBreak of ['\r', '\r\n']) expect(accidents(lineBreak)).toEqual(accidents('\n'));
  });

  it.each([0, 1, 2, 3, 4, 5])('are found from quotes %i on, where they are missing', (index) => {
    const at = quotes[index]!;
    const triples = measure(module.slice(0, at) + module.slice(at + 3)).filter(
      ({ kind }) => kind === 'multiLine',
    );
    // Five of six quotes are left: the last begins a string that nothing ends, unless the missing one belongs to the last pair.
    expect(triples.map(({ outcome }) => outcome).filter((outcome) => outcome === 'broken')).toHaveLength(1);
    const held = triples.filter(({ outcome }) => outcome === 'held').length;
    expect([held, triples.filter(({ isAccidental }) => isAccidental).length]).toEqual([
      Math.floor(index / 2),
      2 - Math.floor(index / 2),
    ]);
  });
});

it('knows how much of a text is in strings, fields of formatted ones included', () => {
  const document = analyzeDocument({ name: 'a', text: 'a = "bc" + f"{d["e"]}" # "f"' }, false, parser);
  expect(charactersInStrings(document)).toBe('"bc"'.length + 'f"{d["e"]}"'.length);
});
