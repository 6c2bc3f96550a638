import { createCorpus } from '@longrange/corpus';
import { describe, expect, it } from 'vitest';
import { charactersOf, chooseDocuments } from './held-out.ts';

const texts = Array.from({ length: 20 }, (_, index) => ({
  path: `f${index}.py`,
  text: `x${index} = 1\n`.repeat(index + 1),
}));
const train = createCorpus(texts, { split: { kind: 'document', validation: 0, test: 0 } }).split('train');

describe('chooseDocuments', () => {
  it('takes all where they fit', () => {
    expect(chooseDocuments(train, train.characters)).toHaveLength(20);
  });

  it('takes whole documents up to the limit, the same each time, one at least', () => {
    const chosen = chooseDocuments(train, 500);
    expect(charactersOf(chosen)).toBeLessThanOrEqual(500);
    expect(charactersOf(chosen)).toBeGreaterThan(400);
    expect(chooseDocuments(train, 500)).toEqual(chosen);
    expect(chooseDocuments(train, 1)).toHaveLength(1);
    for (const { name, text } of chosen) expect(text).toBe(texts.find(({ path }) => path === name)?.text);
  });
});
