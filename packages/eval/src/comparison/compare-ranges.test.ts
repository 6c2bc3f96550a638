import { expect, it } from 'vitest';
import { measuresLeftOut } from './compare-contenders.ts';
import type { DocumentScores } from './document-scores.ts';
import { compare, contender, scores } from './testing/contenders.ts';

it('compares ranges by their ratio, and the evidence, from the pairs that scores keep', async () => {
  // In eight documents each distance up to 48 once; a memory of `window` characters has evidence of 3 nats, and one time in four the habit wins.
  const keeping = (run: string, window: number): DocumentScores => {
    const pairs = Array.from({ length: 12 }, (_, document): NonNullable<DocumentScores['pairs']>[number] => [
      `${document}.py`,
      Array.from({ length: 48 }, (_, index) => {
        const shows = index < window;
        return [index + 1, shows && (index + document) % 4 > 0 ? 1 : 0, shows ? 3 : 0];
      }),
    ]);
    return scores(run, [], { pairs });
  };
  const group = (label: string, ...windows: number[]) =>
    contender(label, ...windows.map((window, seed) => keeping(`${label}${seed}`, window)));
  const compared = await compare(group('near', 12, 16, 18), group('far', 24, 32, 36), group('one', 48));
  const [shows, halfLife, decides, evidence] = compared;
  expect(compared.slice(0, 4).map(({ measure, unit }) => [measure, unit])).toEqual([
    ['range-shows', 'characters'],
    ['half-life', 'characters'],
    ['range-decides', 'characters'],
    ['evidence', 'nats'],
  ]);
  for (const one of [shows!, halfLife!, decides!]) {
    expect(one.values.map(({ byRun }) => byRun)).toEqual([[12, 16, 18], [24, 32, 36], [48]]);
    expect(one.values[0]!.estimate).toBeCloseTo((12 * 16 * 18) ** (1 / 3), 9);
    // t = 4.303 with two degrees of freedom; the documents hardly differ.
    const { high, estimate } = one.values[0]!;
    expect(Math.log(high! / estimate!)).toBeCloseTo((4.303 * 0.2106) / Math.sqrt(3), 1);
    expect(one.values[0]!.spread).toMatchObject({ min: expect.closeTo(12, 9), max: expect.closeTo(18, 9) });
    // The farthest pairs are still right.
    expect(one.values[2]).toMatchObject({ isBound: true, high: null });
    const [ratio, ...others] = one.differences;
    expect(Math.exp(ratio!.difference)).toBeCloseTo(2, 9);
    // Half of the interval below is 0.48, more than ln 1.5 = 0.405; with four seeds it is 2.447 · 0.2106 · √(2/4) = 0.364.
    expect(ratio!.tooFew).toEqual({ seeds: 4 });
    // ln 12, 16 and 18 have a standard deviation of 0.2106; so have their doubles: t = 2.776 with four degrees of freedom.
    const halfWidth = 2.776 * 0.2106 * Math.sqrt(2 / 3);
    expect(ratio!.interval!.high - ratio!.difference).toBeCloseTo(halfWidth, 1);
    expect(ratio).toMatchObject({ a: 1, b: 0, overSeeds: true });
    expect(others.map(({ bounded }) => bounded)).toEqual(['a', 'a']);
  }
  // Of 48 pairs 12, 16 and 18 have 3 nats.
  expect(evidence!.values[0]!.estimate).toBeCloseTo((3 * (12 + 16 + 18)) / 3 / 48, 9);
  expect(compared.filter(({ measure, range }) => measure === 'evidence' && range !== null)).toHaveLength(6);
  const [first] = group('near', 12).runs as [DocumentScores];
  const untold = first.pairs!.map(([name, own]): [string, typeof own] => [
    name,
    own.map(([distance, right]) => [distance, right, null]),
  ]);
  const left = measuresLeftOut([group('far', 24), contender('asked', { ...first, pairs: untold })]);
  expect(left.map(({ measure }) => measure)).toEqual(['range-shows', 'half-life', 'evidence']);
});

it('gives the range of brackets on one line and over several beside that of all, without testing it', async () => {
  // 10 documents, with a pair at each distance up to 48: of odd distances on one line, of even ones over several.
  const keeping = (run: string, withBreaks: boolean, window: number) => {
    const pairs = Array.from({ length: 10 }, (_, document): NonNullable<DocumentScores['pairs']>[number] => [
      `${document}.py`,
      Array.from({ length: 48 }, (_, index) => {
        const over = index % 2 === 1 ? 1 : 0;
        const right = index < (over === 1 ? 16 : window) ? 1 : 0;
        return withBreaks ? [index + 1, right, 2 * right, over] : [index + 1, right, 2 * right];
      }),
    ]);
    return scores(run, [], { pairs });
  };
  const compared = await compare(
    contender('lines', keeping('lines', true, 32)),
    contender('older scores', keeping('older', false, 32)),
  );
  const ranges = compared.filter(({ measure }) => measure.startsWith('range-'));
  expect(ranges.map(({ differences }) => differences.length)).toEqual([1, 1]);
  for (const { values } of ranges) {
    expect(values[0]!.byLine).toMatchObject([
      { lines: 'on one line', n: 240, documents: 10, estimate: expect.closeTo(31, 9) },
      { lines: 'over several lines', n: 240, documents: 10, estimate: expect.closeTo(16, 9) },
    ]);
    expect(values[1]!.byLine).toBeUndefined();
  }
});
