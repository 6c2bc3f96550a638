import { expect, it } from 'vitest';
import { corpusConfigSchema, corpusOptions, recordedCorpusConfigSchema } from './corpus-config.ts';

it('a corpus recorded before groups were looked for is split document by document again', () => {
  const recorded = {
    sources: ['stdlib'],
    extensions: ['.py'],
    charset: 'reference',
    split: { kind: 'document', validation: 0.05, test: 0.05, seed: 69 },
  };
  expect(corpusOptions(recordedCorpusConfigSchema.parse(recorded))).toEqual({
    ...recorded,
    dedupe: 'exact',
    split: { ...recorded.split, groups: 'none' },
  });
  const today = corpusConfigSchema.parse({});
  expect(today.split.groups).toBe('near');
  expect(recordedCorpusConfigSchema.parse(today)).toEqual(today);
  expect(recordedCorpusConfigSchema.safeParse({ split: 3 }).success).toBe(false);
});
