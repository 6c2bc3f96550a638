import { expect, it } from 'vitest';
import { evaluate, fromNextCharacter, measureSubject, type Suite, suites } from '../../src/index.ts';
import { toyParser } from './toy.ts';

it('is measured by what its lexer finds', async () => {
  const text = 'to greet:\n  say ["hello", (1)\n  say [(2)]\n say "(\nend greet\nend other\n';
  const documents = [{ name: 'a.toy', text }];
  const subject = await measureSubject(
    { id: 'text', label: 'Toy', cut: false, documents },
    { parser: toyParser },
  );
  // The first bracket of the second line is never closed; the one in the string is none.
  expect(subject.delimiters.fates).toMatchObject({ matched: 3, unclosed: 1 });
  expect(subject.strings!.singleLine).toMatchObject({ held: 1, n: 2 });
  // `end other` ends nothing; the third line of the block has lost an indentation.
  expect(subject.controlFlow!.clauses).toMatchObject([{ clause: 'end', proportion: { held: 1, n: 2 } }]);
  expect(subject.indentation.overall.n - subject.indentation.overall.held).toBe(1);
  expect(subject.parse.documents).toMatchObject({ held: 0, n: 1 });
});

const procedure = (name: string, depth: number): string =>
  `to ${name}:\n  say ${'[('.repeat(depth)}"${name}"${')]'.repeat(depth)}\nend ${name}\n`;
const documents = ['red', 'green', 'blue', 'white'].map((name, index) => ({
  name: `${name}.toy`,
  text: [1, 2, 3].map((depth) => procedure(name + 'abc'[depth - 1], depth + (index % 2))).join(''),
}));
const alphabet = [...new Set(documents.map(({ text }) => text).join(''))];

const tiny: Suite = {
  ...suites.quick,
  samples: { count: 2, length: 60 },
  probes: {
    ...suites.quick.probes,
    context: { runs: 2, longestContext: 32 },
    perturbation: { runs: 2, longestContext: 32 },
  },
  completions: { ...suites.quick.completions, perDistance: 2, length: 48 },
};

it('has its own dependencies probed, by a model that closes every bracket and knows no name', async () => {
  const likely = (text: string): string | undefined => {
    const line = text.slice(text.lastIndexOf('\n') + 1).replace(/"[^"]*"/g, '');
    const open: string[] = [];
    for (const character of line) {
      if ('[('.includes(character)) open.push(character === '[' ? ']' : ')');
      else if (')]'.includes(character)) open.pop();
    }
    return open.at(-1);
  };
  const model = fromNextCharacter(
    (text) => {
      const weights = alphabet.map((character) => (character === likely(text) ? 1000 : 1));
      const total = weights.reduce((sum, weight) => sum + weight, 0);
      return weights.map((weight) => weight / total);
    },
    { alphabet },
  );
  const result = await evaluate(model, { documents, suite: tiny, parser: toyParser });
  expect(result.language).toEqual({ id: 'toy', name: 'Toy' });
  const [{ closers, minimalPairs }] = result.probes!.predictors as [
    NonNullable<typeof result.probes>['predictors'][number],
  ];
  // Two and three levels of two brackets each, in two documents each: 2 × (2 + 4 + 6) + 2 × (4 + 6 + 8).
  expect(closers.natural.overall).toMatchObject({ held: 60, n: 60 });
  expect(closers.stretched).toBeNull();
  const names = minimalPairs.find(({ kind }) => kind === 'identifier')!;
  // As likely as the other: held is what is likelier.
  expect(names.natural.overall).toMatchObject({ held: 0, n: 12 });
  expect(names.stretched).toBeNull();
  const brackets = result.probes!.completions!.kinds.find(({ kind }) => kind === 'bracket')!;
  expect(brackets.writers.map(({ writer }) => writer)).toEqual(['model', 'real']);
  expect(brackets.writers[1]!.closed).toMatchObject({ estimate: 1, n: brackets.writers[0]!.closed.n });
});
