import { describe, expect, it } from 'vitest';
import { loadFixture } from '../../__fixtures__/load-fixture.ts';
import type { Result } from '../../document/types.ts';
import type { NamedReach, ReachPlace } from '../../document/words/reaches.ts';
import { headlineOf } from './headline.ts';

type Reach = NamedReach['reach'];

const complete = loadFixture('complete');
const at = (characters: number): ReachPlace => ({ side: 'at', characters });
const after = (characters: number): ReachPlace => ({ side: 'after', characters });
const before: ReachPlace = { side: 'before', characters: 1 };

function reach(crossing: ReachPlace, low: ReachPlace | null, high: ReachPlace | null): Reach {
  return { n: 100, documents: low === null ? 1 : 20, crossing, low, high, curve: [] };
}

/** The complete result with other distances for the model, and none for what is beside it. */
function withReach(writing: Reach, reading?: Reach): Result {
  const [own] = complete.probes!.predictors;
  const natural = { ...own!.closers.natural, reach: reading ?? null };
  return {
    ...complete,
    subjects: complete.subjects
      .filter(({ id }) => id === 'model')
      .map((subject) => ({ ...subject, delimiters: { ...subject.delimiters, reach: writing } })),
    probes:
      reading === undefined
        ? null
        : { ...complete.probes!, predictors: [{ ...own!, closers: { ...own!.closers, natural } }] },
  };
}

const both = reach(at(31.4), at(27.2), at(35.9));
const far = reach(at(143), at(110), at(180));

describe('the first sentence', () => {
  it.each<[string, Result, RegExp]>([
    [
      'both distances with their intervals',
      withReach(both, far),
      /^This model remembers an open bracket for 31 characters \(95 % interval 27–36\) when it writes and for 143 \(110–180\) when it reads$/,
    ],
    [
      'one character',
      withReach(reach(at(1.2), before, at(3))),
      /open after 1 character \(95 % interval 0–3\)$/,
    ],
    [
      'a curve that never falls below',
      withReach(reach(after(512), after(512), after(512)), far),
      /for more than 512 characters when it writes and for 143 /,
    ],
    [
      'one whose interval falls below',
      withReach(reach(after(512), at(300), after(512)), reach(after(2048), at(900), after(2048))),
      /\(95 % interval 300 to beyond 512\) when it writes and for more than 2,048 \(900 to beyond 2,048\)/,
    ],
    [
      'one below from the start, in writing',
      withReach(reach(before, before, before), far),
      /^This model closes fewer than four .* when it writes; it remembers an open bracket for 143 characters/,
    ],
    [
      'one below from the start, in reading',
      withReach(both, reach(before, before, at(4))),
      /; it knows fewer than four .* when it reads, though the 95 % interval reaches 4 characters$/,
    ],
    [
      'both below',
      withReach(reach(before, before, before), reach(before, before, before)),
      /^Whether it writes or reads, .* at every distance$/,
    ],
    [
      'both below, with a doubt',
      withReach(reach(before, before, before), reach(before, before, at(4))),
      / at every distance \(95 % interval: reading 0–4\)$/,
    ],
    ['too few cases of either', withReach(null, null), /^There are too few brackets .*, writing or reading$/],
    [
      'an interval from nothing to everything, which is no figure',
      withReach(reach(at(40), before, after(64)), far),
      /^There are too few brackets .* when it writes; it remembers an open bracket for 143/,
    ],
    [
      'too few closers, beside enough brackets',
      withReach(both, null),
      /; there are too few closers to say how far back it remembers when it reads/,
    ],
    [
      'a stretch that begins far away',
      withReach(both, reach(at(90), { side: 'before', characters: 69 }, at(128))),
      / and for 90 \(under 69 to 128\) when it reads$/,
    ],
    [
      'samples alone that never fall below',
      withReach(reach(after(300), after(300), after(300))),
      /^This model closes more than four brackets in five .*, up to 300 characters$/,
    ],
    ['samples alone, too few', withReach(null), /^This model has too few brackets to say/],
    ['one document', withReach(reach(at(40), null, null)), /40 characters \(no interval: one document\)$/],
  ])('says %s', (_, result, words) => {
    expect(headlineOf(result).headline).toMatch(words);
  });
});

it('is followed by each other’s distance in the same words, if there is any other', () => {
  expect(headlineOf(complete).standfirst).toMatch(
    /^For comparison: real code, more than \d+; 20-gram, \d+ \(\d+–\d+\) writing and \d+ \(\d+–\d+\) reading\./,
  );
  expect(headlineOf(loadFixture('text-only')).standfirst).toBe('Nothing was measured for comparison.');
});
