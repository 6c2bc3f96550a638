import type { Observation } from '@longrange/code';
import { analyzeDocument } from '@longrange/code';
import { describeEachEngine } from '@longrange/code/testing';
import { expect, it } from 'vitest';
import { measureDelimiters } from '../src/metrics/delimiters/delimiters.ts';
import { measureIndentation } from '../src/metrics/indentation/indentation.ts';
import { measureNames } from '../src/metrics/names/names.ts';
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

function broken(observations: readonly Observation[]): Observation[] {
  return observations.filter(({ outcome }) => outcome === 'broken');
}

describeEachEngine('one slip', (parser) => {
  const analyze = (text: string) => analyzeDocument({ name: 'slip.py', text }, false, parser());
  const undefinedIn = (text: string) =>
    measureNames(analyze(text)).observations.filter(({ outcome }) => outcome === 'broken');

  it('leaves no name undefined where any one closer of a class is missing', () => {
    const sound = account.replace('Base', 'object');
    expect(undefinedIn(sound)).toEqual([]);
    const closers = [...sound.matchAll(/\)/g)].map(({ index }) => index);
    expect(closers).toHaveLength(4);
    for (const closer of closers) {
      expect(undefinedIn(sound.slice(0, closer) + sound.slice(closer + 1))).toEqual([]);
    }
  });

  it('reads the parameters of a header that does not parse, and says what nobody can know', () => {
    const text = account.replace('amount):', 'amount:');
    const { observations, inDamage } = measureNames(analyze(text));
    // `Base` is really undefined; `amount` is a parameter all the same.
    expect(observations.filter(({ outcome }) => outcome === 'broken').map(({ name }) => name)).toEqual([
      'Base',
    ]);
    // Up to the next statement: deposit, self, amount; total, self, amount; self, max, total.
    expect(inDamage).toBe(9);
  });

  it('still sees a name that is undefined, in a statement that does not parse', () => {
    const text = account
      .replace('(Base)', '')
      .replace('max(total, 0)', 'max(total, 0')
      .replace('owner\n', 'ownr\n');
    expect(undefinedIn(text).map(({ name }) => name)).toEqual(['ownr']);
  });

  it('leaves names where they are if a line is indented by a space too many or too few', () => {
    const lines = program.split('\n');
    for (const [index, line] of lines.entries()) {
      if (!line.startsWith(' ')) continue;
      for (const wrong of [` ${line}`, line.slice(1)]) {
        const text = lines.with(index, wrong).join('\n');
        expect([wrong, undefinedIn(text)]).toEqual([wrong, []]);
      }
    }
  });

  it('breaks one check of indentation where a line is indented by a space too many or too few', () => {
    const deep = `${program}${account}`.split('\n');
    let slips = 0;
    for (const [index, line] of deep.entries()) {
      if (!line.startsWith(' ')) continue;
      for (const wrong of [` ${line}`, line.slice(1)]) {
        const found = broken(measureIndentation(analyze(deep.with(index, wrong).join('\n'))));
        // The only line of a block at the top level may be indented by as much as one likes: that of `main`.
        expect([wrong, found.length <= 1]).toEqual([wrong, true]);
        slips += found.length;
      }
    }
    expect(slips).toBe(2 * 13 - 2);
  });

  it('breaks one definition where a method does not parse', () => {
    const text = account.replace('max(total, 0)', 'max(total, 0');
    const definitions = measureParse(analyze(text)).observations.filter(({ kind }) => kind === 'definition');
    expect(definitions.map(({ outcome, depth }) => [outcome, depth])).toEqual([
      ['held', 0],
      ['held', 1],
      ['broken', 1],
    ]);
  });

  it('measures definitions however they are indented', () => {
    // Nothing is at the top level, and nothing at the same indentation: three definitions, one of them broken.
    const text =
      '      def f(a):\n          return a\n  @b\n  def g(:\n     pass\n   class C:\n        x = 1\n';
    const definitions = measureParse(analyze(text)).observations.filter(({ kind }) => kind === 'definition');
    expect(definitions.map(({ outcome }) => outcome)).toEqual(['held', 'broken', 'held']);
  });

  it('breaks one bracket where a closer is missing, though nothing but plain statements follows', () => {
    const text = 'total = add(1, 2\nprice = total\ncost = (price)\n)\n';
    const document = analyze(text);
    expect(measureDelimiters(document).map(({ event, end }) => [event, end])).toEqual([
      ['unclosed', text.indexOf('price')],
      ['matched', text.indexOf(')')],
    ]);
    expect(document.lexical.strays).toHaveLength(1);
  });

  it('keeps a bracket in which a comma is missing', () => {
    const text = 'names = [\n    one\n    two,\n]\nf(a\n  (b))\ng("a"\n"b")\nh(a\nif b else c)\n';
    expect(broken(measureDelimiters(analyze(text)))).toEqual([]);
  });
});
