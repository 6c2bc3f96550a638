import { expect, it } from 'vitest';
import type { LanguageModel } from '../models/language-model.ts';
import { scoreExcerpts } from './score-excerpts.ts';

/** Character i of what it is given costs i bits up to a hundred; it knows no x. */
const counting: LanguageModel = {
  name: 'counting',
  stateful: true,
  alphabet: ['a'],
  predict: async () => [],
  continuations: async () => [],
  score: async (texts) =>
    texts.map((text) =>
      Float32Array.from(text, (character, i) =>
        character === 'x' ? Number.NaN : -Math.min(i, 100) * Math.LN2 - (character === 'b' ? 0.00001 : 0),
      ),
    ),
};
const excerpt = { document: 'two', start: 2, text: 'aaxb', marks: [] };
const documents = [
  { name: 'one', text: 'a' },
  { name: 'two', text: 'aaaaxbaaaa' },
];

it('costs each character what the predictor gives it after all before it in its document', async () => {
  const predictors = [{ id: 'counting', model: counting }];
  expect(await scoreExcerpts([{ excerpt, documents, predictors }], 4096)).toEqual([
    { ...excerpt, surprisals: [{ predictor: 'counting', bits: [2, 3, null, 5] }] },
  ]);
});

it('reads no more characters before it than it is to', async () => {
  const long = [{ name: 'two', text: 'a'.repeat(10_000) }];
  const read: number[] = [];
  const watched: LanguageModel = {
    ...counting,
    score: (texts, options) => {
      read.push(...texts.map(({ length }) => length));
      return counting.score(texts, options);
    },
  };
  const predictors = [{ id: 'watched', model: watched }];
  const far = { ...excerpt, start: 9000, text: 'aaaa' };
  await scoreExcerpts([{ excerpt: far, documents: long, predictors }], 128);
  expect(read).toEqual([132]);
});

it('asks each predictor once for all that it reads, and tells each excerpt who read it', async () => {
  const asked: string[][] = [];
  const watch = (id: string) => ({
    id,
    model: {
      ...counting,
      score: (texts: readonly string[], options: Parameters<LanguageModel['score']>[1]) => {
        asked.push([id, ...texts]);
        return counting.score(texts, options);
      },
    },
  });
  const [one, two] = [watch('one'), watch('two')];
  const first = { ...excerpt, document: 'one', start: 0, text: 'a' };
  const found = await scoreExcerpts(
    [
      { excerpt: first, documents, predictors: [one] },
      { excerpt, documents, predictors: [one, two] },
    ],
    1,
  );
  expect(asked).toEqual([
    ['one', 'a', 'aaaxb'],
    ['two', 'aaaxb'],
  ]);
  const readers = found.map(({ surprisals }) => surprisals?.map(({ predictor }) => predictor));
  expect(readers).toEqual([['one'], ['one', 'two']]);
});
