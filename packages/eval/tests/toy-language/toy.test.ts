import { createParser } from '@longrange/code';
import { expect, it } from 'vitest';
import { evaluate, fromNextCharacter, measureSubject } from '../../src/index.ts';
import { toy, toyDocuments, toySuite } from './toy.ts';

it('is measured by what its lexer and its parser find, and nothing else of it is', async () => {
  const text = '["hello", (1)\n[(2)]\n"(\n[3, 3, 3]\n';
  const parser = await createParser(toy);
  const subject = await measureSubject(
    { id: 'text', label: 'Toy', cut: false, documents: [{ path: 'a.toy', text }] },
    { parser },
  );
  // The first bracket is never closed; the one in the string is none.
  expect(subject.delimiters.events).toMatchObject({ matched: 4, unclosed: 1 });
  const none = { multiLine: null, fields: null, insideOut: null };
  expect(subject.strings).toMatchObject({
    overall: { held: 1, n: 2 },
    singleLine: { held: 1, n: 2 },
    ...none,
  });
  expect(subject.degeneration.loops.count).toBe(0);
  // The first and the third line do not parse, without their ends.
  expect(subject.parse).toMatchObject({
    documents: { held: 0, n: 1 },
    errorCharacterShare: (13 + 2) / text.length,
  });
  expect(subject.parse).toMatchObject({ definitions: null, definitionsCensored: null });
  expect(subject).toMatchObject({ indentation: null, controlFlow: null, names: null });
});

const alphabet = [...new Set(toyDocuments.map(({ text }) => text).join(''))];

it('has its brackets and strings asked about, by a model that closes every bracket', async () => {
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
  const result = await evaluate(model, { documents: toyDocuments, suite: toySuite, language: toy });
  expect(result.language).toEqual({ id: 'toy', name: 'Toy' });
  const { closers, minimalPairs } = result.probes!.predictors[0]!;
  // Two brackets for each level, 1 + 2 + 3 levels in two documents, 2 + 3 + 4 in the others: 2 × 12 + 2 × 18.
  expect(closers.natural.overall).toMatchObject({ held: 60, n: 60 });
  expect(closers.lengthControlled).toBeNull();
  expect(minimalPairs.scoring.map(({ kind }) => kind)).toEqual(['closer']);
  const completions = result.probes!.completions!.kinds;
  expect(completions.map(({ kind }) => kind)).toEqual(['bracket', 'string']);
  const [brackets] = completions;
  expect(brackets!.writers.map(({ writer }) => writer)).toEqual(['model', 'real']);
  expect(brackets!.writers[1]!.closed).toMatchObject({ estimate: 1, n: brackets!.writers[0]!.closed.n });
  for (const temperature of result.temperatures ?? [])
    expect(temperature).toMatchObject({ indentation: null, definitions: null });
});
