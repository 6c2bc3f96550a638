import type { Observation } from '@longrange/code';
import { analyzeDocument, createPythonParser } from '@longrange/code';
import { expect, it } from 'vitest';
import { measureDelimiters } from '../src/metrics/delimiters/delimiters.ts';
import { measureIndentation } from '../src/metrics/indentation/indentation.ts';
import { measureNames } from '../src/metrics/names/observe-names.ts';
import { measureParse } from '../src/metrics/parse/parse.ts';

// One slip counts once, whatever is around it.

const account = `class Account(Base):
    def __init__(self, owner, balance=0):
        self.owner = owner
        self.balance = balance

    def deposit(self, amount):
        total = self.balance + amount
        self.balance = max(total, 0)
        return self.balance
`;

const program = `import os


def walk(top):
    for name in os.listdir(top):
        path = os.path.join(top, name)
        if os.path.isdir(path):
            yield path
    return None


def main():
    print(walk('.'))
`;

const broken = <T extends Observation>(observations: readonly T[]): T[] =>
  observations.filter(({ outcome }) => outcome === 'broken');

const parser = await createPythonParser();

const analyze = (text: string) => analyzeDocument({ path: 'slip.py', text }, false, parser);
const undefinedIn = (text: string) =>
  broken(measureNames(analyze(text)).observations).map(({ name }) => name);

it('leaves no name undefined where any one closer of a class is missing', () => {
  const sound = account.replace('Base', 'object');
  for (const { index } of sound.matchAll(/\)|$/g))
    expect(undefinedIn(sound.slice(0, index) + sound.slice(index + 1))).toEqual([]);
});

it('reads the parameters of a header that does not parse, and says what nobody can know', () => {
  const text = account.replace('amount):', 'amount:');
  // `Base` is really undefined; `amount` is a parameter all the same.
  expect(undefinedIn(text)).toEqual(['Base']);
  // Those of the header: deposit, self, amount.
  expect(measureNames(analyze(text)).inDamage).toBe(3);
  const misspelt = account.replace('max(total, 0)', 'max(total, 0').replace('owner\n', 'ownr\n');
  expect(undefinedIn(misspelt)).toEqual(['Base', 'ownr']);
});

it('breaks one check of indentation and no name where a line is indented by a space too many or too few', () => {
  const lines = `${program}${account.replace('Base', 'object')}`.split('\n');
  let slips = 0;
  for (const [index, line] of lines.entries()) {
    if (!line.startsWith(' ')) continue;
    for (const wrong of [` ${line}`, line.slice(1)]) {
      const text = lines.with(index, wrong).join('\n');
      const found = broken(measureIndentation(analyze(text)));
      expect([wrong, found.length <= 1, index < 13 && undefinedIn(text)[0]]).toEqual([
        wrong,
        true,
        index < 13 && undefined,
      ]);
      slips += found.length;
    }
  }
  // The only line of a block at the top level may be indented by as much as one likes: that of `main`.
  expect(slips).toBe(2 * 13 - 2);
});

it.each([
  [
    'where a method does not parse',
    account.replace('max(total, 0)', 'max(total, 0'),
    'held 0, held 1, broken 1',
  ],
  [
    ...['where nothing is at the top level, and nothing at the same indentation'],
    '      def f(a):\n          return a\n  @b\n  def g(:\n     pass\n   class C:\n        x = 1\n',
    'held 0, broken 0, held 0',
  ],
] as [string, string, string][])('breaks one definition %s', (_, text, expected) => {
  const definitions = measureParse(analyze(text)).observations.filter(({ kind }) => kind === 'definition');
  expect(definitions.map(({ outcome, depth }) => `${outcome} ${depth}`).join(', ')).toBe(expected);
});

it('breaks one bracket where a closer is missing, and none where a comma is', () => {
  const text = 'total = add(1, 2\nprice = total\ncost = (price)\n)\n';
  const document = analyze(text);
  expect(measureDelimiters(document).map(({ event, end }) => [event, end])).toEqual([
    ['unclosed', text.indexOf('price')],
    ['matched', text.indexOf(')')],
  ]);
  expect(document.lexical.strays).toHaveLength(1);
  const comma = 'names = [\n    one\n    two,\n]\nf(a\n  (b))\ng("a"\n"b")\nh(a\nif b else c)\n';
  expect(broken(measureDelimiters(analyze(comma)))).toEqual([]);
});
