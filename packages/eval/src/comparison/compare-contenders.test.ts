import { describe, expect, it } from 'vitest';
import { compareContenders, measuresLeftOut } from './compare-contenders.ts';
import type { Contender, DocumentScores, DocumentScoresParts } from './document-scores.ts';
import type { ComparedMeasure } from './schema.ts';
import type { Tally } from './tally.ts';
import { bits, brackets, compare, contender, good, poor, scores } from './testing/contenders.ts';

// Darwin's Zea mays again (Fisher 1935, section 21): 15 pairs, two-sided p = 1726 / 32768.
const crossed = [188, 96, 168, 176, 153, 172, 177, 163, 146, 173, 186, 168, 177, 184, 96];
const selfed = [139, 163, 160, 160, 147, 149, 149, 122, 132, 144, 130, 144, 102, 124, 144];

describe('compareContenders', () => {
  it('gives two samples no interval, and claims nothing of them', async () => {
    const two = (held: number): Contender => {
      const parts = ['a', 'b'].map((sample): [string, number, number] => [sample, held, 40]);
      return contender(`${held}`, scores(`${held}`, [{ ...brackets([]), parts }]));
    };
    const [measure] = await compare(two(40), two(0));
    expect(measure!.values[0]).toMatchObject({ estimate: 1, low: null, high: null, documents: 2 });
    expect(measure!.differences).toMatchObject([{ interval: null, pValue: 1, verdict: 'open' }]);
  });

  it('pairs held-out documents: the published example, with less being better for bits', async () => {
    // Fifteen documents of one character would be thin; with three characters and the same ratios they are not.
    const [each, measure] = await compare(
      contender('selfed', scores('s', [bits(selfed, 3)])),
      contender('crossed', scores('c', [bits(crossed, 3)])),
    );
    expect(measure).toMatchObject({ measure: 'bits-carried', paired: true, unit: 'bits', range: null });
    const [difference] = measure!.differences;
    expect(difference).toMatchObject({
      a: 1,
      b: 0,
      verdict: 'open',
      overSeeds: false,
      // By the signs it is 1726 / 32,768 = 0.0527. Student's t is 2.148, with 11.5 degrees of freedom by the fourth moments of the departures.
      pValue: expect.closeTo(0.0538, 4),
    });
    // All documents are equally long: the mean over documents is the same.
    expect(each).toMatchObject({ measure: 'bits-carried-per-document', range: null });
    expect(each!.differences[0]!.difference).toBeCloseTo(difference!.difference, 10);
    expect(difference!.difference).toBeCloseTo(314 / 15, 10);
    expect(measure!.values.map(({ estimate, n, documents }) => [estimate, n, documents])).toEqual([
      [2109 / 15, 45, 15],
      [2423 / 15, 45, 15],
    ]);
  });

  it('gives a clear difference of samples to the better one, and corrects for the number', async () => {
    const compared = await compare(
      contender('poor', scores('p', [brackets(poor), brackets(poor, { from: 4, to: 8 })])),
      contender('good', scores('g', [brackets(good), brackets(good, { from: 4, to: 8 })])),
      contender('poor again', scores('q', [brackets(poor), brackets(poor, { from: 4, to: 8 })])),
    );
    expect(compared.map(({ range }) => range)).toEqual([null, { from: 4, to: 8 }]);
    for (const { differences, values } of compared) {
      expect(values.map(({ held, n }) => [held, n])).toEqual([
        [63, 120],
        [110, 120],
        [63, 120],
      ]);
      expect(differences.map(({ a, b, verdict }) => [a, b, verdict])).toEqual([
        [1, 0, 'a'],
        [2, 0, 'open'],
        [2, 1, 'b'],
      ]);
      // The smallest p-value of 9,999 draws, times the six tests of the family: three pairs, overall and at one distance.
      expect(differences[0]).toMatchObject({ pValue: 1e-4, adjustedPValue: expect.closeTo(6e-4, 12) });
      expect(differences[1]).toMatchObject({ difference: 0, pValue: 1, adjustedPValue: 1 });
    }
  });

  it('corrects the ranges and bits apart from all else', async () => {
    // Each of 15 documents has one pair at each distance up to 48, which is right within the window; bits differ as above.
    const run = (name: string, bitsOf: readonly number[]): DocumentScores =>
      scores(name, [bits(bitsOf, 3), brackets(good), brackets(good, { from: 4, to: 8 })], {
        pairs: selfed.map((_, document) => [
          `${document}`,
          Array.from({ length: 48 }, (_, index) => {
            const isWithin = index < 20 + (document % 5);
            return [index + 1, isWithin ? 1 : 0, isWithin ? 3 : 0];
          }),
        ]),
      });
    const compared = await compare(contender('a', run('a', selfed)), contender('b', run('b', crossed)));
    const of = (family: string) => compared.filter((one) => one.family === family);
    expect(of('primary').map(({ measure }) => measure)).toEqual([
      'range-shows',
      'half-life',
      'range-decides',
      'bits-carried-per-document',
    ]);
    // In either family bits have the smallest p-value, 0.0538. Of the others there are nine: bits by character, brackets overall and at one
    // distance, evidence overall and from 2 on in five doublings (of the first there are only 15 pairs).
    const adjusted = Object.fromEntries(
      compared
        .filter(({ range }) => range === null)
        .map((one) => [one.measure, one.differences[0]!.adjustedPValue]),
    );
    expect(adjusted['bits-carried-per-document']).toBeCloseTo(4 * 0.0538, 3);
    expect(adjusted['bits-carried']).toBeCloseTo(9 * 0.0538, 3);
  });

  it('shows the spread over seeds, and lets it overrule the documents', async () => {
    const seeds = (name: string, ...all: number[][]): Contender =>
      contender(name, ...all.map((held, seed) => scores(`${name}${seed}`, [brackets(held)])));
    const half = poor.map((value) => Math.round((value + 9) / 2));
    const [measure] = await compare(seeds('a', poor, good), seeds('b', good, half));
    expect(measure!.values[0]).toMatchObject({ byRun: [63 / 120, 110 / 120], low: null });
    // Documents alone would call a winner; two seeds that differ so much do not.
    const [alone] = await compare(
      contender('a', scores('a', [brackets(poor)])),
      contender('b', scores('b', [brackets(half)])),
    );
    expect(alone!.differences[0]).toMatchObject({ overSeeds: false, verdict: 'a' });
    expect(measure!.differences[0]).toMatchObject({ overSeeds: true, verdict: 'open', interval: null });
  });

  it('claims nothing from thin cells, and compares only what two have', async () => {
    const thin = (held: number): Tally => ({ ...brackets([]), parts: [['sample-0', held, 29]] });
    const compared = await compare(
      contender('a', scores('a', [thin(1), bits([1])])),
      contender('b', scores('b', [thin(29)])),
    );
    expect(compared).toHaveLength(1);
    expect(compared[0]).toMatchObject({ measure: 'delimiters', differences: [] });
  });

  it('compares those who have a measure, and tells who lacks it', async () => {
    const minimalPairs = (right: readonly number[]): Tally => ({
      ...brackets(right),
      measure: 'minimal-pairs',
    });
    const contenders = [
      contender('all', scores('a', [minimalPairs(good), brackets(poor), bits([40, 50])])),
      contender('writes alone', scores('b', [brackets(good)])),
      contender('all, too', scores('c', [minimalPairs(poor), brackets(poor)])),
    ];
    const [read, written, ...others] = await compare(...contenders);
    expect(others).toEqual([]);
    expect(read).toMatchObject({ measure: 'minimal-pairs', paired: true });
    expect(read!.differences.map(({ a, b }) => [a, b])).toEqual([[2, 0]]);
    expect(read!.values[1]).toMatchObject({ estimate: null, n: 0, documents: 0, thin: true });
    expect(written!.differences.map(({ a, b }) => [a, b])).toEqual([
      [1, 0],
      [2, 0],
      [2, 1],
    ]);
    const left = measuresLeftOut(contenders);
    expect(left.map(({ measure, contenders: lacking }) => [measure, lacking])).toEqual([
      ['bits-carried', [1, 2]],
      ['minimal-pairs', [1]],
    ]);
    expect(measuresLeftOut(contenders.slice(2))).toEqual([]);
  });

  it('pairs the characters that both cover, with the means of both, if one leaves out the first ones', async () => {
    // One covers 20 characters of each of 12 documents, the other 19 and fewer, and one document not at all.
    const of = (perCharacter: number, untold: number): Tally => ({
      measure: 'bits-carried',
      range: null,
      parts: Array.from({ length: 12 }, (_, index): Tally['parts'][number] => [
        `${index}.py`,
        (20 - untold) * (perCharacter + index / 100),
        20 - untold,
      ]).slice(untold),
    });
    const [, measure] = await compare(
      contender('a', scores('a', [of(2, 0)])),
      contender('b', scores('b', [of(1.5, 1)])),
    );
    expect(measure!.values.map(({ n, documents }) => [n, documents])).toEqual([
      [240, 12],
      [209, 11],
    ]);
    expect(measure!.differences[0]!.difference).toBeCloseTo(-0.5, 12);
    expect(measure!.differences[0]!.verdict).toBe('a');
  });

  it('says of a bound that it is the better one, and never that it is the worse', async () => {
    const of = (perCharacter: number, isBound: boolean): Tally => ({
      ...bits(
        good.map((_, index) => perCharacter + index / 100),
        20,
      ),
      ...(isBound && { isBound: true as const }),
    });
    const judge = async (first: Tally, second: Tally) => {
      const [, measure] = await compare(
        contender('a', scores('a', [first])),
        contender('b', scores('b', [second])),
      );
      const [{ bounded, verdict }] = measure!.differences as [ComparedMeasure['differences'][number]];
      return [measure!.values.map(({ isBound }) => isBound ?? false), bounded, verdict];
    };
    for (const [a, isBoundA, b, isBoundB, bounded, verdict] of [
      [2, false, 1.5, true, 'a', 'a'],
      [1.5, false, 2, true, 'a', 'withheld'],
      [2, true, 1.5, false, 'b', 'withheld'],
      [2, true, 2, false, 'b', 'withheld'],
      [1.5, true, 2, true, 'both', 'withheld'],
      [1.5, false, 2, false, undefined, 'b'],
    ] as const)
      expect(await judge(of(a, isBoundA), of(b, isBoundB))).toEqual([[isBoundA, isBoundB], bounded, verdict]);
  });

  it('tells what a blind reader holds, if all contenders know the same of it', async () => {
    const closers = (blind?: number): Tally => ({
      ...brackets(good),
      measure: 'closers',
      ...(blind && { blind }),
    });
    const blindOf = (a: number, b: number) =>
      compare(contender('a', scores('a', [closers(a)])), contender('b', scores('b', [closers(b)])));
    expect((await blindOf(0.75, 0.75))[0]!.blind).toBe(0.75);
    expect((await blindOf(0.75, 0.5))[0]!.blind).toBeUndefined();
  });

  it('compares checkpoints, and more than four models, each with the first', async () => {
    const many = [0, 1, 2, 3, 4].map((index) => contender(`${index}`, scores(`${index}`, [brackets(good)])));
    const pairsOf = async (kind: 'models' | 'checkpoints', count: number) => {
      const [measure] = await compareContenders(many.slice(0, count), { seed: 1, kind });
      return measure!.differences.map(({ a, b }) => [a, b]);
    };
    const withFirst = [1, 2, 3, 4].map((a) => [a, 0]);
    expect(await pairsOf('models', 5)).toEqual(withFirst);
    expect(await pairsOf('checkpoints', 3)).toEqual(withFirst.slice(0, 2));
    expect((await pairsOf('models', 3)).join(' ')).toBe('1,0 2,0 2,1');
  });

  it('refuses what was not measured alike, and says what differs', async () => {
    const first = contender('a', scores('a', [brackets(good)]));
    const other = (changes: Partial<DocumentScoresParts>) =>
      compare(first, contender('b', scores('b', [brackets(good)], changes)));
    const heldOut = { split: 'test', documents: 2, characters: 9, sha256: 'another' };
    await expect(other({ heldOut })).rejects.toThrow(
      'different held-out text (15 documents, 15 characters, SHA-256 held-out…; 2 documents, 9 characters, SHA-256 another…).',
    );
    const warmer = other({ sampling: { count: 12, temperature: 1 } });
    await expect(warmer).rejects.toThrow('different sampling (temperature: 0.8 and 1).');
    const closers = (of: readonly number[]): Tally => ({ ...bits(of), measure: 'closers' });
    const paired = compare(
      contender('a', scores('a', [closers([1, 2])])),
      contender('b', scores('b', [closers([1])])),
    );
    await expect(paired).rejects.toMatchObject({ code: 'COMPARISON_MISMATCH', exitCode: 2 });
  });
});
