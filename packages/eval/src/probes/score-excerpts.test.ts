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
  { path: 'one', text: 'a' },
  { path: 'two', text: 'aaaaxbaaaa' },
];

it('costs each character what each predictor gives it after no more before it than it is to read, asked once for all', async () => {
  const asked: string[] = [];
  const watch = (id: string) => ({
    id,
    model: {
      ...counting,
      score: (texts: readonly string[], options: Parameters<LanguageModel['score']>[1]) => {
        asked.push([id, ...texts].join());
        return counting.score(texts, options);
      },
    },
  });
  const [one, two] = [watch('one'), watch('two')];
  const first = { ...excerpt, document: 'one', start: 0, text: 'a' };
  const read = [
    { excerpt: first, documents, predictors: [one] },
    { excerpt, documents, predictors: [one, two] },
  ];
  expect((await scoreExcerpts(read, 4096)).map(({ surprisals }) => surprisals)).toMatchObject([
    [{ predictor: 'one', bits: [0] }],
    ['one', 'two'].map((predictor) => ({ predictor, bits: [2, 3, null, 5] })),
  ]);
  await scoreExcerpts(read, 1);
  expect(asked).toEqual(['one,a,aaaaxb', 'two,aaaaxb', 'one,a,aaaxb', 'two,aaaxb']);
});
