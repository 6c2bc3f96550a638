import type { SyntaxParser } from '@longrange/code';
import { analyzeDocument, python } from '@longrange/code';
import { describe, expect, it } from 'vitest';
import { measureControlFlow, summarizeControlFlow } from './control-flow.ts';

// Control flow is measured without a parse.
const parser = { language: python } as SyntaxParser;

/** Returns every observation as `kind outcome start>end`. */
function flowOf(text: string, cut = false): string[] {
  const document = analyzeDocument({ name: '', text }, cut, parser);
  return measureControlFlow(document).map(
    ({ kind, outcome, start, end }) => `${kind} ${outcome} ${start}>${end}`,
  );
}

describe('clauses', () => {
  it('are counted from the nearest line that they may follow', () => {
    expect(flowOf('if a:\n b\nelif c:\n d\nelse:\n e\n')).toEqual(['elif held 0>9', 'else held 9>20']);
    expect(flowOf('for a in b: c\nelse: d\n')).toEqual(['else held 0>14']);
    expect(flowOf('while a:\n if b: c\nelse:\n d\n')).toEqual(['else held 0>18']);
    expect(flowOf('try: a\nexcept b: c\nexcept: d\nelse: e\nfinally: f\n')).toEqual([
      'except held 0>7',
      'try held 0>7',
      'except held 7>19',
      'else held 19>29',
      'finally held 29>37',
    ]);
  });

  it('need their own kind of statement', () => {
    expect(flowOf('if a: b\nexcept: c\n')).toEqual(['except broken 8>8']);
    expect(flowOf('while a: b\nelif c: d\n')).toEqual(['elif broken 11>11']);
    expect(flowOf('with a: b\nelse: c\n')).toEqual(['else broken 10>10']);
    expect(flowOf('if a: b\nelse: c\nfinally: d\n')).toEqual(['else held 0>8', 'finally broken 16>16']);
    expect(flowOf('if a: b\nelse: c\nelse: d\n')).toEqual(['else held 0>8', 'else broken 0>16']);
  });

  it('break no second one where they are out of place', () => {
    expect(flowOf('if a: b\nexcept: c\nelse: d\n')).toEqual(['except broken 8>8', 'else held 0>18']);
    expect(flowOf('elif a: b\nelse: c\n')).toEqual(['elif broken 0>0', 'else held 0>10']);
  });

  it('need it at the same indent, with nothing in between', () => {
    expect(flowOf('if a:\n  if b:\n    c\n  d\n  else:\n    e\n')).toEqual(['else broken 8>26']);
    expect(flowOf('if a:\n    if b:\n        c\n  else:\n    d\n')).toEqual(['else broken 10>28']);
    expect(flowOf('if a:\n  b\n# c\n\n  # d\nelse:\n  e\n')).toEqual(['else held 0>21']);
    expect(flowOf('if a:\n\tb\n        # tab\n\tif c: d\n        else: e\n')).toEqual(['else held 24>40']);
  });

  it('go with a header that lacks its block or its colon', () => {
    expect(flowOf('if a:\nelse:\n')).toEqual(['else held 0>6']);
    expect(flowOf('if a\n  b\nelse\n  c\n')).toEqual(['else held 0>9']);
  });
});

describe('case', () => {
  it('is in the block of a match', () => {
    expect(flowOf('match a:\n case 1: b\n case _:\n  c\n')).toEqual(['case held 0>10', 'case held 0>21']);
    expect(flowOf('match a:\ncase 1: b\n')).toEqual(['case broken 0>9']);
    expect(flowOf('case 1: b\n')).toEqual(['case broken 0>0']);
    expect(flowOf('match a:\n case 1:\n  case 2:\n   b\n')).toEqual(['case held 0>10', 'case broken 0>20']);
  });

  it('is a name like any other elsewhere', () => {
    for (const line of ['case = 1', 'case(a)', 'case: int = 1', 'case.a[1:2] = b', 'case', 'case, a = b'])
      expect(flowOf(`${line}\n`)).toEqual([]);
    for (const line of ['match = 1:', 'match:', 'match(a)', 'match.a:']) {
      expect(flowOf(`${line}\n case 1: b\n`)).toMatchObject([expect.stringContaining('case broken')]);
    }
    for (const pattern of ['-1', '"a"', '[a, b]', '(a, b)', '{"a": b}', '*a, b', 'a.b', 'a if b', 'A()']) {
      expect(flowOf(`match (a):\n case ${pattern}: b\n`)).toEqual(['case held 0>12']);
    }
  });
});

describe('try', () => {
  it('needs a handler', () => {
    expect(flowOf('try:\n  a\nb\n')).toEqual(['try broken 0>9']);
    expect(flowOf('try: a\ntry: b\nfinally: c\n')).toEqual([
      'try broken 0>7',
      'finally held 7>14',
      'try held 7>14',
    ]);
    expect(flowOf('if a:\n  try:\n    b\nelse:\n  c\n')).toEqual(
      ['else held 0>19', 'try broken 8>19'].reverse(),
    );
    expect(flowOf('try: a\nelse: b\nfinally: c\n')).toEqual([
      'else broken 7>7',
      'finally held 0>15',
      'try held 0>15',
    ]);
  });

  it('is censored if the text was truncated before one could come', () => {
    const text = 'try:\n  try:\n    a\n';
    expect(flowOf(text)).toEqual(['try broken 7>18', 'try broken 0>18']);
    expect(flowOf(text, true)).toEqual(['try censored 7>18', 'try censored 0>18']);
    expect(flowOf(`${text}  ex`, true)).toEqual(['try censored 7>22', 'try censored 0>22']);
    expect(flowOf(`${text}ex`, true)).toEqual(['try broken 7>18', 'try censored 0>20']);
    expect(flowOf(`${text}  except`, true)).toEqual(['try censored 7>26', 'try censored 0>26']);
    expect(flowOf(`${text}  except:`, true)).toEqual([
      'except held 7>20',
      'try held 7>20',
      'try censored 0>27',
    ]);
  });
});

describe('jumps', () => {
  it('return from functions', () => {
    expect(flowOf('def a():\n if b: return\n')).toEqual(['return held 0>16']);
    expect(flowOf('async def a(): return b; return\n')).toEqual(['return held 0>15', 'return held 0>25']);
    expect(flowOf('def a():\n class b:\n  return c\n return d\nreturn e\n')).toEqual([
      'return broken 21>21',
      'return held 0>31',
      'return broken 40>40',
    ]);
    expect(flowOf('a = lambda: (b)\nreturns = 1\nc = "return"\nreturn_ = d.e\n')).toEqual([]);
  });

  it('end loops that are theirs', () => {
    expect(flowOf('while a: break\nfor b in c:\n try: continue\n finally: pass\n')).toEqual([
      'break held 0>9',
      'continue held 15>33',
      'finally held 28>43',
      'try held 28>43',
    ]);
    expect(flowOf('for a in b:\n c\nelse:\n break\n')).toEqual(['else held 0>15', 'break broken 22>22']);
    expect(flowOf('while a:\n def b():\n  break\n class c:\n  continue\n break\n')).toEqual([
      'break broken 21>21',
      'continue broken 39>39',
      'break held 0>49',
    ]);
    expect(flowOf('if a: pass; break\n')).toEqual(['break broken 12>12']);
  });

  it('are not judged before it is known that they are', () => {
    expect(flowOf('return', true)).toEqual([]);
    expect(flowOf('return', false)).toEqual(['return broken 0>0']);
  });
});

it('sums up every check once', () => {
  const text = 'def f():\n try: return\n finally: pass\nelse: break\n';
  const document = analyzeDocument({ name: '', text }, false, parser);
  const summary = summarizeControlFlow(measureControlFlow(document), python.layout!.controlFlow!);
  expect(summary).toMatchObject({
    overall: { held: 3, n: 5 },
    handlers: { held: 1, n: 1 },
    returns: { held: 1, n: 1 },
    loopJumps: { held: 0, n: 1 },
  });
  const clauses = Object.fromEntries(summary.clauses.map(({ clause, proportion }) => [clause, proportion.n]));
  expect(clauses).toEqual({ elif: 0, else: 1, except: 0, finally: 1, case: 0 });
  expect(summary.byDistance.filter(({ n }) => n > 0)).toMatchObject([
    { from: 0, held: 0, n: 1 },
    { from: 8, held: 1, n: 1 },
  ]);
});
