import { describe, expect, it } from 'vitest';
import { loadFixture } from '../__fixtures__/load-fixture.ts';
import { headlineOf } from './headline.ts';
import type { NamedReach, ReachPlace } from './reaches.ts';
import type { Result } from './types.ts';

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
  const natural = { ...own!.closers.natural, reach: reading };
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
  it.each([
    [
      'both distances with their intervals',
      withReach(both, far),
      'Writing, this model holds four brackets in five up to 31 characters (95 % interval 27–36); reading, up to 143 (110–180)',
    ],
    [
      'one character',
      withReach(reach(at(1.2), before, at(3))),
      'This model holds four brackets in five up to 1 character (95 % interval at most 3)',
    ],
    [
      'a curve that never falls below',
      withReach(reach(after(512), after(512), after(512)), far),
      'Writing, this model holds four brackets in five beyond 512 characters, as far as there are cases; reading, up to 143 (110–180)',
    ],
    [
      'one whose interval falls below',
      withReach(reach(after(512), at(300), after(512)), reach(after(2048), at(900), after(2048))),
      'Writing, this model holds four brackets in five beyond 512 characters, as far as there are cases (95 % interval 300 or more); reading, beyond 2,048, as far as there are cases (900 or more)',
    ],
    [
      'an interval that goes on beyond the cases',
      withReach(reach(at(200), at(90), after(512)), both),
      'Writing, this model holds four brackets in five up to 200 characters (95 % interval 90 or more); reading, up to 31 (27–36)',
    ],
    [
      'one below from the start, in writing',
      withReach(reach(before, before, before), far),
      'Writing, this model holds fewer than four brackets in five at every distance; reading, four in five up to 143 characters (95 % interval 110–180)',
    ],
    [
      'one below from the start, in reading',
      withReach(both, reach(before, before, at(4))),
      'Writing, this model holds four brackets in five up to 31 characters (95 % interval 27–36); reading, fewer than that at every distance (at most 4)',
    ],
    [
      'both below',
      withReach(reach(before, before, before), reach(before, before, before)),
      'Writing or reading, this model holds fewer than four brackets in five at every distance',
    ],
    [
      'too few cases of either',
      withReach(null, null),
      'Writing, this model has too few brackets to say how far it holds them; reading, there are too few closers to say',
    ],
    [
      'an interval from nothing to everything, which is no figure',
      withReach(reach(at(40), before, after(64)), far),
      'Writing, this model has too few brackets to say how far it holds them; reading, four in five up to 143 characters (95 % interval 110–180)',
    ],
    [
      'one document',
      withReach(reach(at(40), null, null)),
      'This model holds four brackets in five up to 40 characters (no interval: one document)',
    ],
    [
      'a result older than the fit',
      withReach(undefined),
      'How far back this model remembers: this result has no fitted distance',
    ],
    [
      'a text alone',
      loadFixture('text-only'),
      'This text holds four brackets in five up to 34 characters (95 % interval 28–42)',
    ],
  ])('says %s', (_, result, sentence) => {
    expect(headlineOf(result).headline).toBe(sentence);
  });
});

describe('what stands beside it', () => {
  it('is each other’s distance in the same words', () => {
    expect(headlineOf(complete).standfirst).toContain(
      'Real code: writing beyond 215, as far as there are cases. 10-gram: writing at no distance, reading up to 18 (16–20).',
    );
  });

  it('is nothing for a text alone', () => {
    expect(headlineOf(loadFixture('text-only')).standfirst).toBe(
      'Counted: of the brackets still open after so many characters, the share that closes in the end.',
    );
  });
});
