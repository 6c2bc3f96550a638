import { createPythonParser, renameDocuments } from '@longrange/code';
import { expect, it } from 'vitest';
import { planProbes } from '../probes/plan-probes.ts';
import {
  beginningsOf,
  chooseEvaluationSet,
  lengthControlledWithin,
  maxDistanceWithin,
  replacedIn,
} from './evaluation-set.ts';
import { sourceOf } from './held-out.ts';
import { suites } from './suites.ts';

const text = 'def area(width):\n    return width * len(width)\n';
const documents = ['a', 'b'].map((name) => ({ path: `${name}.py`, text: `${text}print("${name}")\n` }));

it('counts in beginnings of documents what was renamed there', async () => {
  const parser = await createPythonParser();
  const renamed = renameDocuments(documents, { parser, seed: 1 });
  parser.dispose();
  expect(replacedIn(documents, renamed.documents)).toEqual({
    names: renamed.names,
    characters: renamed.characters,
  });
  expect(renamed.characters.renamed).toBe(2 * ('area'.length + 3 * 'width'.length));
  const [written, other] = [documents, renamed.documents].map((all) => beginningsOf(all, 16));
  expect(replacedIn(written!, other!)).toEqual({
    names: 4,
    characters: { all: 32, renamed: 2 * ('area'.length + 'width'.length) },
  });
  expect(replacedIn(documents, documents).names).toBe(0);
});

it('stretches length-controlled items as far as the model reads', () => {
  const { quick } = suites;
  const suite = {
    ...quick,
    probes: {
      ...quick.probes,
      minimalPairs: { perBucket: 6, lengthControlled: { perBucket: 6, maxDistance: 8192 } },
    },
  };
  const maxDistanceOf = (characters: number) =>
    lengthControlledWithin(suite, characters).probes.minimalPairs!.lengthControlled!.maxDistance;
  // Characters of 0.8 · 8,191 tokens of three, two and one character.
  expect([19_658, 13_105, 1637].map(maxDistanceOf)).toEqual([8192, 4096, 512]);
});

it('chooses the maximum distance that the model can read, or the one that is given', () => {
  expect([9e3, 1e3, 8192, 19_657, 1e6].map((characters) => maxDistanceWithin(characters, undefined))).toEqual(
    [8192, 4096, 8192, 16_384, 32_768],
  );
  expect(maxDistanceWithin(1e6, 4096)).toBe(4096);
  expect(() => maxDistanceWithin(19_657, 32_768)).toThrow(
    'Expected --max-distance to be at most 16384 for this model, got 32768: its context has room for some 19,657 characters of this code.',
  );
});

it('takes minimal pairs from as many documents as there are, however few of them are read', async () => {
  // 240,000 characters, of which the quick suite reads 150,000 from end to end.
  const text = `${'x = 1234567890\n'.repeat(132)}f(aa)\nf(aaaaa)\n`;
  const documents = Array.from({ length: 120 }, (_, index) => ({ path: `${index}.py`, text }));
  const options = { suite: 'quick', maxCharacters: 100_000, temperature: 1, seed: 0 } as const;
  const parser = await createPythonParser();
  const { set } = await chooseEvaluationSet(sourceOf(documents), null, options, parser);
  const { heldOut, probed, drawn, suite } = set;
  const material = { parser, seed: 0, documents: probed, heldOut, drawn };
  const { minimalPairs } = await planProbes(material, { minimalPairs: suite.probes.minimalPairs! });
  parser.dispose();
  expect([heldOut.length, probed.length, drawn!.length]).toEqual([50, 50, 120]);
  const { natural } = minimalPairs;
  // At either distance, 3 and 6 characters, 100 pairs are asked about: each from another document.
  expect([3, 6].map((one) => natural.filter(({ distance }) => distance === one).length)).toEqual([100, 100]);
  for (const one of [3, 6]) {
    const own = natural.filter(({ distance }) => distance === one);
    expect(new Set(own.map(({ document }) => document)).size).toBe(100);
  }
});

it('reads and scores no more characters than the maximum, and draws items from ten times as many', async () => {
  // By their hashes, c comes first, then b, then a.
  const source = sourceOf([
    { path: 'a', text: 'x'.repeat(50) },
    { path: 'b', text: 'x'.repeat(60) },
    { path: 'c', text: 'x'.repeat(30) },
  ]);
  const suite = { ...suites.quick, probedCharacters: 80 };
  const options = { suite, maxCharacters: 100, temperature: 1, seed: 0 };
  const parser = await createPythonParser();
  const { set } = await chooseEvaluationSet(source, null, options, parser);
  parser.dispose();
  expect(set.heldOut.map(({ path }) => path)).toEqual(['b', 'c']);
  expect(set.probed.map(({ path }) => path)).toEqual(['c']);
  expect(set.drawn!.map(({ path }) => path)).toEqual(['a', 'b', 'c']);
});
