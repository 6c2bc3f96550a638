import { expect, it } from 'vitest';
import type { LanguageModel } from '../models/language-model.ts';
import { scoreExcerpt } from './score-excerpt.ts';

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
  expect(await scoreExcerpt(excerpt, documents, [{ id: 'counting', model: counting }], 4096)).toEqual({
    ...excerpt,
    surprisals: [{ predictor: 'counting', bits: [2, 3, null, 5] }],
  });
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
  await scoreExcerpt(
    { ...excerpt, start: 9000, text: 'aaaa' },
    long,
    [{ id: 'watched', model: watched }],
    128,
  );
  expect(read).toEqual([132]);
});

it('leaves an excerpt as it is whose place in its document is not known', async () => {
  const { start: _, ...unplaced } = excerpt;
  expect(await scoreExcerpt(unplaced, documents, [{ id: 'counting', model: counting }], 4096)).toBe(unplaced);
  expect(
    await scoreExcerpt(excerpt, documents.slice(0, 1), [{ id: 'counting', model: counting }], 4096),
  ).toBe(excerpt);
});
