import type { SyntaxParser } from '@longrange/code';
import { analyzeDocument, python } from '@longrange/code';
import { describe, expect, it } from 'vitest';
import { measureControlFlow, summarizeControlFlow } from './control-flow.ts';

// Control flow is measured without a parse.
const parser = { language: python } as SyntaxParser;

/** Returns every observation as `kind outcome start>end`. */
function flowOf(text: string, cut = false): string {
  return measureControlFlow(analyzeDocument({ path: '', text }, cut, parser))
    .map(({ kind, outcome, start, end }) => `${kind} ${outcome} ${start}>${end}`)
    .join(', ');
}

describe('clauses', () => {
  it.each([
    // tests/standard-library.test.ts compares sound code with tree-sitter.
    ['if a:\n b\nelif c:\n d\nelse:\n e\n', 'elif held 0>9, else held 9>20'],
    // They need their own kind of statement.
    ['if a: b\nexcept: c\n', 'except broken 8>8'],
    ['while a: b\nelif c: d\n', 'elif broken 11>11'],
    ['with a: b\nelse: c\n', 'else broken 10>10'],
    ['if a: b\nelse: c\nelse: d\n', 'else held 0>8, else broken 0>16'],
    // Where they are out of place they break no second one.
    ['if a: b\nexcept: c\nelse: d\n', 'except broken 8>8, else held 0>18'],
    // They need it at the same indent, with nothing in between.
    ['if a:\n  if b:\n    c\n  d\n  else:\n    e\n', 'else broken 8>26'],
    ['if a:\n    if b:\n        c\n  else:\n    d\n', 'else broken 10>28'],
    ['if a:\n\tb\n        # tab\n\tif c: d\n        else: e\n', 'else held 24>40'],
    // A header may lack its block or its colon.
    ['if a:\nelse:\n', 'else held 0>6'],
    ['if a\n  b\nelse\n  c\n', 'else held 0>9'],
    // A case is in the block of a match.
    ['match a:\ncase 1: b\n', 'case broken 0>9'],
    ['case 1: b\n', 'case broken 0>0'],
    ['match a:\n case 1:\n  case 2:\n   b\n', 'case held 0>10, case broken 0>20'],
  ])('of %j', (text, expected) => {
    expect(flowOf(text)).toBe(expected);
  });

  it('that are soft keywords are names like any other elsewhere', () => {
    for (const line of ['case = 1', 'case(a)', 'case: int = 1', 'case.a[1:2] = b', 'case', 'case, a = b'])
      expect(flowOf(`${line}\n`)).toBe('');
    for (const line of ['match = 1:', 'match:', 'match(a)', 'match.a:'])
      expect(flowOf(`${line}\n case 1: b\n`)).toMatch(/^case broken \d+>\d+$/);
    for (const pattern of ['-1', '"a"', '[a, b]', '(a, b)', '{"a": b}', '*a, b', 'a.b', 'a if b', 'A()'])
      expect(flowOf(`match (a):\n case ${pattern}: b\n`)).toBe('case held 0>12');
  });
});

const nested = 'try:\n  try:\n    a\n';

it.each([
  ['try:\n  a\nb\n', 'try broken 0>9'],
  ['try: a\ntry: b\nfinally: c\n', 'try broken 0>7, finally held 7>14, try held 7>14'],
  ['if a:\n  try:\n    b\nelse:\n  c\n', 'try broken 8>19, else held 0>19'],
  ['try: a\nelse: b\nfinally: c\n', 'else broken 7>7, finally held 0>15, try held 0>15'],
  [nested, 'try broken 7>18, try broken 0>18'],
  // Return from functions.
  ['async def a(): return b; return\n', 'return held 0>15, return held 0>25'],
  [
    'def a():\n class b:\n  return c\n return d\nreturn e\n',
    'return broken 21>21, return held 0>31, return broken 40>40',
  ],
  ['a = lambda: (b)\nreturns = 1\nc = "return"\nreturn_ = d.e\n', ''],
  ['return', 'return broken 0>0'],
  // Break and continue loops that are theirs.
  ['for a in b:\n c\nelse:\n break\n', 'else held 0>15, break broken 22>22'],
  [
    'while a:\n def b():\n  break\n class c:\n  continue\n break\n',
    'break broken 21>21, continue broken 39>39, break held 0>49',
  ],
])('handlers and jumps of %j', (text, expected) => {
  expect(flowOf(text)).toBe(expected);
});

it.each([
  [nested, 'try censored 7>18, try censored 0>18'],
  [`${nested}  ex`, 'try censored 7>22, try censored 0>22'],
  [`${nested}ex`, 'try broken 7>18, try censored 0>20'],
  [`${nested}  except`, 'try censored 7>26, try censored 0>26'],
  [`${nested}  except:`, 'except held 7>20, try held 7>20, try censored 0>27'],
  ['return', ''],
])('truncated: %j', (text, expected) => {
  expect(flowOf(text, true)).toBe(expected);
});

it('sums up every check once', () => {
  const text = 'def f():\n try: return\n finally: pass\nelse: break\n';
  const document = analyzeDocument({ path: '', text }, false, parser);
  const summary = summarizeControlFlow(measureControlFlow(document), python.controlFlow!);
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
