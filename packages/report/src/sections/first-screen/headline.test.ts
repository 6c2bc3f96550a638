import { describe, expect, it } from 'vitest';
import { plain, shareOf, withSubject } from '../../__fixtures__/decided.ts';
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

/** The complete result with another distance for the model, and none for what is beside it. */
function withReach(reading: Reach): Result {
  const [own] = complete.probes!.predictors;
  const natural = { ...own!.closers.natural, reach: reading };
  return {
    ...complete,
    probes: { ...complete.probes!, predictors: [{ ...own!, closers: { ...own!.closers, natural } }] },
  };
}

describe('the first sentence', () => {
  it.each<[string, Reach, RegExp]>([
    [
      'the distance with its interval',
      reach(at(31.4), at(27.2), at(35.9)),
      /^This model remembers an open bracket for 31 characters \(95 % interval 27–36\) when it reads$/,
    ],
    ['one character', reach(at(1.2), before, at(3)), /for 1 character \(95 % interval 0–3\) when/],
    [
      'a curve that never falls below',
      reach(after(512), after(512), after(512)),
      /for more than 512 characters when it reads$/,
    ],
    [
      'one whose interval falls below',
      reach(after(512), at(300), after(512)),
      /\(95 % interval 300 to beyond 512\) when it reads$/,
    ],
    [
      'one below from the start, with a doubt',
      reach(before, before, at(4)),
      /^This model knows fewer than four .* when it reads, though the 95 % interval reaches 4 characters$/,
    ],
    ['too few cases', null, /^There are too few closers to say how far back this model remembers/],
    [
      'an interval from nothing to everything, which is no figure',
      reach(at(40), before, after(64)),
      /^There are too few closers/,
    ],
    [
      'a stretch that begins far away',
      reach(at(90), { side: 'before', characters: 69 }, at(128)),
      /for 90 characters \(95 % interval under 69 to 128\)/,
    ],
    ['one document', reach(at(40), null, null), /40 characters \(no interval: one document\) when/],
  ])('says %s', (_, reading, words) => {
    expect(headlineOf(withReach(reading)).headline).toMatch(words);
  });

  it('of samples alone, and of a text, says how many brackets are closed', () => {
    const say = (overall: ReturnType<typeof shareOf>) =>
      plain(
        headlineOf({
          ...withSubject(complete, 'model', ({ delimiters }) => ({ delimiters: { ...delimiters, overall } })),
          probes: null,
        }).headline,
      );
    expect(say(shareOf(0.9, 0.02, 100))).toBe(
      'This model closes 90.0 % (88.0–92.0 %, n 100) of its brackets',
    );
    expect(say(shareOf(0.9, 0.1, 29))).toBe('This model has too few brackets to say how many it closes');
    expect(headlineOf(loadFixture('text-only'))).toMatchObject({
      headline: expect.stringMatching(/^This text closes 100/),
      standfirst: '',
    });
  });
});

it('is followed by each other’s distance in the same words, if there is any other', () => {
  expect(headlineOf(complete).standfirst).toMatch(/^For comparison: 20-gram, \d+ \(\d+–\d+\)\. Remembering/);
});
