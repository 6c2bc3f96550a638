import { describe, expect, it } from 'vitest';
import type { Range, RangePlace } from '../../statistics/pair-table.ts';
import { plain } from '../testing/decided.ts';
import { loadFixture } from '../testing/load-fixture.ts';
import { after, at, near, range, withRanges } from '../testing/ranges.ts';
import { viewOf } from '../view.ts';
import { headlineOf } from './headline.ts';

const complete = loadFixture('complete');
const alone = { ...complete, probes: { ...complete.probes!, predictors: [complete.probes!.predictors[0]!] } };

describe('the first sentence', () => {
  const reads = range(at(25), at(22), at(31));
  const writes = range(at(14), at(11), at(17));
  const far = (low: RangePlace) => range(after(512), low, after(512));

  it.each<[string, Range, Range | null, string]>([
    [
      'both ranges with their intervals and the temperature',
      reads,
      writes,
      'This model remembers an open bracket for 25 characters (95 % interval 22–31) when it reads and for 14 (11–17) when it writes at temperature 0.8',
    ],
    [
      'that a range goes on as far as there are pairs',
      far(after(512)),
      far(at(300)),
      'This model remembers an open bracket for at least 512 characters (no pairs farther away) when it reads and for at least 512 (no pairs farther away; from 300) when it writes at temperature 0.8',
    ],
    [
      'which of the two cannot be told, and why',
      reads,
      near(0.31),
      'This model remembers an open bracket for 25 characters (95 % interval 22–31) when it reads; for how long it does cannot be told, since only 31.0 % of the nearest pairs are right when it writes at temperature 0.8',
    ],
    [
      'that neither can, for another',
      near(0.4),
      near(0.31),
      'For how long this model remembers an open bracket cannot be told, since only 40.0 % of the nearest pairs are right when it reads and 31.0 % when it writes at temperature 0.8',
    ],
  ])('says %s', (_, scoring, generation, sentence) => {
    expect(plain(headlineOf(viewOf(withRanges(alone, scoring, generation))).headline)).toBe(sentence);
  });
});

it('is followed by what it means and by the others’ ranges, defined alike', () => {
  const both = {
    ...complete,
    probes: {
      ...complete.probes!,
      predictors: [alone.probes.predictors[0]!, complete.probes!.predictors[1]!],
    },
  };
  const { standfirst } = headlineOf(viewOf(withRanges(both, range(at(12), at(10), at(14)), near(0.2))));
  expect(standfirst).toMatch(
    /^A bracket counts as remembered .* nearby\. For comparison: 20-gram, 12 \(10–14\) reading and not measurable writing\.$/,
  );
});
