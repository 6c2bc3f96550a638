import { describe, expect, it } from 'vitest';
import { plain, shareOf, withSubject } from '../testing/decided.ts';
import { loadFixture } from '../testing/load-fixture.ts';
import { after, at, few, near, range, withRanges } from '../testing/ranges.ts';
import { viewOf } from '../view.ts';
import { numeralsOf } from './numerals.ts';

const complete = loadFixture('complete');
const reads = range(at(25), at(22), at(31));

describe('the numerals of a model', () => {
  it('are its ranges, each beside the n-gram and real code', () => {
    const { numerals } = numeralsOf(viewOf(withRanges(complete, reads, range(at(1), at(1), after(90)))));
    expect(numerals.map(({ value }) => value)).toEqual([
      { bound: null, number: '25', unit: 'characters' },
      { bound: null, number: '1', unit: 'character' },
    ]);
    expect(numerals.map(({ note }) => plain(note))).toEqual([
      '95 % interval 22–31',
      '95 % interval 1 to at least 90',
    ]);
    for (const { beside } of numerals) expect(beside.map(({ style }) => style)).toEqual(['ngram', 'real']);
    expect(numerals[0]!.beside[0]!.words).toBe('25 (22–31)');
  });

  it('give way to the reason where a range is not measurable', () => {
    const { numerals } = numeralsOf(viewOf(withRanges(complete, few, near(0.31))));
    expect(numerals.map(({ value }) => value)).toEqual([null, null]);
    expect(plain(numerals[0]!.note)).toMatch(/^12 pairs/);
    expect(plain(numerals[1]!.note)).toMatch(/^31.0 % of the nearest pairs/);
  });
});

describe('the numerals of what was not asked for a range', () => {
  it('are the first two shares of what holds', () => {
    const { numerals } = numeralsOf(viewOf(loadFixture('text-only')));
    expect(numerals.map(({ title }) => title)).toEqual(['Brackets held', 'Indentation kept']);
    expect(numerals[0]!.value).toMatchObject({ number: '100', unit: expect.stringMatching(/^% of 1,064$/) });
  });

  it('give way to the number of cases where there are too few', () => {
    const thin = withSubject({ ...complete, probes: null }, 'model', ({ delimiters }) => ({
      delimiters: { ...delimiters, overall: shareOf(0.9, 0.1, 29) },
    }));
    const [brackets] = numeralsOf(viewOf(thin)).numerals;
    expect(brackets!.value).toBeNull();
    expect(brackets!.note).toMatch(/^29 cases/);
    expect(brackets!.beside.map(({ style }) => style)).toEqual(['real', 'ngram']);
  });
});
