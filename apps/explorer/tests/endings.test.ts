import { javascript, python, typescript } from '@longrange/code';
import { expect, it } from 'vitest';
import { endingsOf, judge } from '../src/worker/endings.ts';

const lexed = (text: string, language = python) => ({
  language,
  text,
  lexical: language.analyze(text, { cut: true }),
});
/** Each ending as kind, opener and what is there. */
const found = (text: string, language = python) =>
  endingsOf(lexed(text, language)).map(({ kind, opener, at }) => [
    kind,
    text.slice(opener, opener + 1),
    text.slice(at, at + 3),
  ]);

it('finds brackets, strings and blocks in the order in which they end', () => {
  expect(found('if a:\n    f("x(")\nb\n')).toEqual([
    ['string', '"', '")\n'],
    ['bracket', '(', ')\nb'],
    ['block', 'f', 'b\n'],
  ]);
});

it('finds the outermost of blocks that end together, and none at the end of the text', () => {
  expect(found('if a:\n  if b:\n    c\nd\n')).toEqual([['block', 'i', 'd\n']]);
  expect(found('if a:\n  b\n')).toEqual([]);
});

it('leaves out what does not end', () => {
  expect(found('f(["')).toEqual([]);
  expect(found('f(]')).toEqual([]);
  expect(found("'''a'''\n")).toEqual([['string', "'", "'''"]]);
});

it.each([javascript, typescript])(
  'finds brackets and strings of $name, and leaves blocks to brackets',
  (language) => {
    expect(found('if (a) {\n  f(/["(]/, `x$' + '{"y"}\'`) // "(\n}\nb\n', language)).toEqual([
      ['bracket', '(', ') {'],
      ['bracket', '{', "}'`"],
      ['string', '`', '`) '],
      ['bracket', '(', ') /'],
      ['bracket', '{', '}\nb'],
    ]);
  },
);

it('judges by the share of the true ending', () => {
  const alphabet = [...')]}"\' \tx`'];
  const placeOf = new Map(alphabet.map((character, index) => [character, index]));
  const row = (...probabilities: number[]) => Float32Array.from(probabilities, Math.log);
  const share = (text: string, probabilities: Float32Array | null) =>
    judge(text, endingsOf(lexed(text)), () => probabilities, placeOf);
  expect(share('f(x)', row(0.09, 0.01, 0, 0, 0, 0, 0, 0.9))).toMatchObject([
    { share: expect.closeTo(0.9), isKept: true },
  ]);
  expect(share('f(x)', row(0.08, 0.02, 0.02, 0, 0, 0, 0, 0.88))).toMatchObject([{ isKept: false }]);
  expect(share("''", row(0, 0, 0, 0.3, 0.1, 0, 0, 0.6))).toMatchObject([
    { share: expect.closeTo(0.25), isKept: false },
  ]);
  const template = endingsOf(lexed('``', typescript));
  const probabilities = row(0, 0, 0, 0.15, 0.05, 0, 0, 0, 0.8);
  expect(judge('``', template, () => probabilities, placeOf)).toMatchObject([{ share: expect.closeTo(0.8) }]);
  expect(share('if x:\n x\nx', row(0, 0, 0, 0, 0, 0.05, 0.05, 0.9))).toMatchObject([
    { share: expect.closeTo(0.9), isKept: true },
  ]);
  expect(share('f(x)', null)).toEqual([]);
  // No closer can be written: nothing can be said.
  expect(share('f(x)', row(0, 0, 0, 0, 0, 0, 0, 1))).toEqual([]);
});
