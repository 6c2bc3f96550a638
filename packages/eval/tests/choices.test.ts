import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Choice } from '../src/code/dependencies/choice.ts';
import { lexDocument, readSource } from '../src/code/dependencies/read-source.ts';
import type { Source } from '../src/code/dependencies/source.ts';
import { chooseClauses } from '../src/code/languages/python/probes/clauses.ts';
import { chooseIdentifiers } from '../src/code/languages/python/probes/identifiers.ts';
import { chooseQuotes } from '../src/code/languages/python/probes/quotes.ts';
import { createPythonParser, python, type SyntaxParser } from '../src/index.ts';
import { chooseClosers } from '../src/probes/choices/closers.ts';
import { cutIntoPieces } from '../src/probes/choices/pieces.ts';
import { observeClosers } from '../src/probes/closer-accuracy.ts';
import { observePairs } from '../src/probes/minimal-pairs.ts';
import { RandomStream } from '../src/statistics/random.ts';

let parser: SyntaxParser;
beforeAll(async () => {
  parser = await createPythonParser({ engine: 'wasm' });
});
afterAll(() => parser.dispose());

function read(...lines: readonly string[]): Source {
  const document = { name: 'a.py', text: `${lines.join('\n')}\n` };
  return readSource(lexDocument(document, python), parser, python.probes!);
}
const random = () => new RandomStream(1);
const brief = (choices: readonly Choice[]) =>
  choices.map(({ kind, at, alternatives, distance, depth, attractors }) => [
    `${kind} ${at}`,
    ...alternatives.slice(0, kind === 'closer' ? 1 : 2),
    distance,
    depth,
    attractors,
  ]);

it('closers: every matched one against the two other types', () => {
  const choices = chooseClosers(read('f(a[0], {1: 2}, "(")'), random());
  expect(brief(choices)).toEqual([
    ['closer 19', ')', 18, 1, 2],
    ['closer 5', ']', 2, 2, 0],
    ['closer 13', '}', 5, 2, 0],
  ]);
  for (const { alternatives } of choices) expect([...alternatives].sort()).toEqual([')', ']', '}']);
});

it('quotes: as many of the other kind, attractors inside', () => {
  const choices = chooseQuotes(read('if x:', `    y = rb'say "no"'`, '    z = """a', "'b'", '"""'));
  expect(brief(choices)).toEqual([
    ['quote 25', "'", '"', 9, 1, 2],
    ['quote 44', '"""', "'''", 9, 1, 2],
  ]);
});

it('clauses: the rival and the wrong indentation are what may not come there', () => {
  const source = read(
    'def f():', // 0
    '    try:', // 9
    '        if a:', // 18
    '            g()', // 32
    '    except E:', // 48
    '        pass', // 62
    '    finally:', // 75
    '        pass', // 88
    '    for b in c:', // 101
    '        with d:', // 117
    '            pass', // 133
    '    else:', // 150
    '        pass', // 160
  );
  const choices = chooseClauses(source, random());
  const dedents = choices.filter(({ kind }) => kind === 'dedent');
  expect(brief(choices.filter(({ kind }) => kind === 'clause'))).toEqual([
    // Right after `try` no `else` may come, and the `if` could take one.
    ['clause 52', 'except', 'else', 39, 1, 1],
    // After an `except` it may.
    ['clause 79', 'finally', 'elif', 27, 1, 0],
    ['clause 154', 'else', 'except', 49, 1, 0],
  ]);
  expect(brief(dedents).map(([name, truth, , ...rest]) => [name, truth, ...rest])).toEqual([
    ['dedent 48', '    except', 39, 1, 1],
    ['dedent 75', '    finally', 27, 1, 0],
    ['dedent 150', '    else', 49, 1, 1],
  ]);
  // The `if` at eight blanks may take no `except`, nor may the `def` at none, which is further out; the `with` takes no `else`.
  const wrong = new Set(
    Array.from(
      { length: 20 },
      (_, seed) => chooseClauses(source, new RandomStream(seed))[0]!.alternatives[1],
    ),
  );
  expect([...wrong]).toEqual(['        except']);
  expect(dedents[1]!.alternatives[1]).toBe('finally');
});

it('clauses: no pair where the other place is free', () => {
  const source = read('for a in b:', '    if c:', '        d()', '    else:', '        e()');
  // The `else` could belong to the `for`.
  expect(brief(chooseClauses(source, random()))).toEqual([['clause 38', 'else', 'except', 22, 1, 0]]);
});

it('identifiers: names of the function, against those of another one that mean nothing here', () => {
  const source = read(
    'import os', // 0
    'def f(aa, bbb, cccc, self):', // 10
    '    dd = aa.bbb(os)', // 38
    '    for ee in [bbb for aa in dd]:', // 58
    '        return g(ee, cccc=cccc)', // 92
    '    return lambda: aa, bbb', // 124
    'def other(xx, aa, os, type, gggg):', // 151
    '    yyy = aa', // 186
  );
  const choices = chooseIdentifiers(source, random());
  expect(brief(choices).map(([name, truth, , ...rest]) => [name, truth, ...rest])).toEqual([
    // Since `aa` was a parameter: `bbb`, `cccc`, `dd`.
    ['identifier 47', 'aa.', 31, 1, 3],
    // What the comprehension mentions may be another's, and is not asked for; it counts as mentioned.
    ['identifier 109', 'ee,', 43, 2, 3],
    // Not the keyword `cccc=`, but what it is given. That `bbb` was last mentioned in the comprehension, where it is nobody's use.
    ['identifier 118', 'cccc)', 5, 2, 0],
    ['identifier 147', 'bbb\n', 74, 1, 6],
    ['identifier 196', 'aa\n', 31, 1, 3],
  ]);
  const rivals = (at: number) =>
    new Set(
      Array.from(
        { length: 40 },
        (_, seed) =>
          chooseIdentifiers(source, new RandomStream(seed)).find((choice) => choice.at === at)!
            .alternatives[1],
      ),
    );
  // Of two or three characters, and neither `aa`, which is here too, nor `os`, which means something everywhere.
  expect([...rivals(47)].sort()).toEqual(['xx.', 'yyy.']);
  expect([...rivals(118)]).toEqual(['gggg)']);
});

it('pieces: both ends are in the text, which begins with a statement', () => {
  const long = read(
    'x = [',
    ...Array.from({ length: 1500 }, (_, i) => `    ${1000 + i},`),
    ']',
    'y = (1, 2)',
    '"""',
    ...Array.from({ length: 3000 }, () => 'doc'),
    '"""',
    'z = {}',
  );
  const choices = [...chooseClosers(long, random()), ...chooseQuotes(long)];
  const cut = cutIntoPieces(choices, long.lexical.lines);
  expect(cut).toHaveLength(4);
  for (const [index, { text, at, start, alternatives, distance }] of cut.entries()) {
    expect(text.startsWith(alternatives[0], at)).toBe(true);
    expect(at - start).toBe(distance);
    expect(text.slice(start, start + 1)).toBe('[({"'[index]);
    expect(text.slice(0, 3)).toMatch(/^(?:x =|y =|""")/);
  }
});

it('held where P(true closer) is more than 0.8 of that of any; pairs where the truth is the likelier', () => {
  const choices = chooseClosers(read('f(x)', 'f(y)', 'f(z)'), random());
  const scores = [
    [0.5, 0.1, 0.02],
    [0.08, 0.02, 0.0],
    [0.2, 0.3, 0.1],
  ].map((row) => row.map(Math.log));
  expect(observeClosers(choices, scores).map(({ outcome }) => outcome)).toEqual(['held', 'broken', 'broken']);
  expect(observePairs(choices, scores).map(({ outcome }) => outcome)).toEqual(['held', 'held', 'broken']);
  expect(observePairs(choices.slice(0, 1), [[-9, Number.NaN, -1]])[0]!.outcome).toBe('held');
  expect(observePairs(choices.slice(0, 1), [[Number.NaN, -9, -1]])[0]!.outcome).toBe('broken');
});
