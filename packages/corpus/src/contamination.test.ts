import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { measureContamination } from './contamination.ts';
import type { Corpus } from './corpus.ts';
import { CorpusSplit } from './corpus-split.ts';
import { createCorpus, loadCorpus } from './load-corpus.ts';
import type { SplitName } from './split/splits.ts';
import { randomLines, trainOnly } from './testing/helpers.ts';

const isWhole = process.env.LONGRANGE_WHOLE === '1';

function corpusOf(texts: Partial<Record<SplitName, readonly string[]>>): Corpus {
  const base = createCorpus([{ path: 'a', text: 'a' }], { split: trainOnly });
  const split = (name: SplitName) =>
    new CorpusSplit(
      name,
      (texts[name] ?? []).map((text, index) => ({
        path: `${name}-${index}`,
        bytes: new TextEncoder().encode(text),
        characters: [...text].length,
      })),
    );
  return { ...base, split };
}

/** Counts by the definition, position by position. */
function copiedCharacters(text: string, train: readonly string[], minimum: number): number {
  const characters = [...text];
  const isCopied = characters.map(() => false);
  for (let start = 0; start + minimum <= characters.length; start++) {
    const stretch = characters.slice(start, start + minimum).join('');
    if (train.some((other) => other.includes(stretch))) isCopied.fill(true, start, start + minimum);
  }
  return isCopied.filter(Boolean).length;
}

describe('measureContamination', () => {
  it('counts characters in copies, by hand', async () => {
    const [shared, long] = ['s'.repeat(10) + randomLines(1, 1), randomLines(2, 3)];
    // 49 characters of `shared` are too few, 50 are enough; the long copy is 120 characters.
    const corpus = corpusOf({
      train: [`${randomLines(3, 2)}${shared}!${long}`, 'end'],
      validation: [`?${shared.slice(1)}?`, `?${shared}?`],
      test: [`${randomLines(4, 5)}${long}${randomLines(5, 5)}`],
    });
    expect(shared).toHaveLength(50);
    const copies = (...characters: number[]) =>
      characters.map((count, index) => ({ minimum: [50, 100][index], characters: count }));
    expect(await measureContamination(corpus)).toEqual([
      { split: 'validation', characters: 103, copies: copies(50, 0) },
      { split: 'test', characters: 520, copies: copies(120, 120) },
    ]);
  });

  it('agrees with the definition, and does not reach across documents', async () => {
    const pieces = ['ab'.repeat(30), 'é'.repeat(55), '漢字'.repeat(20), 'x', 'yz'.repeat(8), '😀'];
    const piece = fc.constantFrom(...pieces);
    const text = fc.array(piece, { minLength: 1, maxLength: 6 }).map((chosen) => chosen.join(''));
    const texts = fc.array(text, { minLength: 1, maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(texts, texts, async (train, test) => {
        const [measured] = await measureContamination(corpusOf({ train, test }));
        const expected = [50, 100].map((minimum) => ({
          minimum,
          characters: test.reduce((sum, held) => sum + copiedCharacters(held, train, minimum), 0),
        }));
        expect(measured!.copies).toEqual(expected);
      }),
      { numRuns: isWhole ? 100 : 40, seed: 3 },
    );
  });

  it('takes the validation text for the test text where they are one, and says nothing of empty splits', async () => {
    const documents = [
      { path: 'a.py', text: `${randomLines(1, 10)}${randomLines(2, 5)}${randomLines(1, 5)}` },
    ];
    const corpus = createCorpus(documents, { split: { kind: 'contiguous', validation: 0.25 } });
    const measured = await measureContamination(corpus);
    expect(measured.map(({ split, copies }) => [split, copies[0]!.characters])).toEqual([
      ['validation', 200],
      ['test', 200],
    ]);
    expect(await measureContamination(corpusOf({ train: ['a'] }))).toEqual([]);
  });

  it.runIf(isWhole)(
    'finds 18 % of one split document by document, as a suffix array did, and at most 2 % of the default one',
    async () => {
      const [, own] = await measureContamination(await loadCorpus({ sources: ['stdlib'] }));
      expect(own!.copies[0]!.characters / own!.characters).toBeLessThan(0.02);
      const split = { kind: 'document', validation: 0.05, test: 0.05, seed: 69, groups: 'none' } as const;
      const [, test] = await measureContamination(await loadCorpus({ sources: ['stdlib'], split }));
      expect(test!.copies[0]!.characters / test!.characters).toBeCloseTo(0.181, 3);
    },
    60_000,
  );
});
