import { createPythonParser, suites } from '@longrange/eval';
import { renameDocuments } from '@longrange/eval/metrics';
import { expect, it } from 'vitest';
import { beginningsOf, replacedIn, stretchedWithin } from './token-texts.ts';

const text = 'def area(width):\n    return width * len(width)\n';
const documents = ['a', 'b'].map((name) => ({ name: `${name}.py`, text: `${text}print("${name}")\n` }));

it('counts in beginnings of documents what was renamed there', async () => {
  const parser = await createPythonParser({ engine: 'wasm' });
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

it('stretches as far as the model reads', () => {
  const { quick } = suites;
  const suite = { ...quick, probes: { ...quick.probes, stretched: { perBucket: 6, furthest: 8192 } } };
  const furthestOf = (contextSize: number, perToken: number) => {
    const tokenize = (all: string) => Array<number>(all.length / perToken).fill(1);
    const { probes } = stretchedWithin(suite, [{ name: 'a', text: 'x'.repeat(1200) }], {
      ...{ contextSize, asking: { tokenize } },
    });
    return probes.stretched;
  };
  expect(furthestOf(8191, 3)).toEqual({ perBucket: 6, furthest: 8192 });
  // 0.8 · 8,191 tokens of two characters have room for 13,105.
  expect(furthestOf(8191, 2).furthest).toBe(4096);
  expect(furthestOf(2047, 1).furthest).toBe(512);
});
