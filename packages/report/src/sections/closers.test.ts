import { describe, expect, it } from 'vitest';
import { plain } from '../__fixtures__/decided.ts';
import { reachSentence } from './closers.ts';

describe('how far closers are known', () => {
  type Reach = NonNullable<Parameters<typeof reachSentence>[2]>;
  const at = (characters: number) => ({ side: 'at' as const, characters });
  const before = (characters: number) => ({ side: 'before' as const, characters });
  const after = { side: 'after' as const, characters: 900 };
  const say = (...[crossing, low, high]: [Reach['crossing'], Reach['low'], Reach['high']]) =>
    plain(
      reachSentence('In real code', 'this model', { n: 99, documents: 9, crossing, low, high, curve: [] }),
    );

  it.each([
    [
      at(49),
      at(41),
      at(72),
      'this model knows four in five closers up to 49 characters from their openers (95 % interval 41–72).',
    ],
    [
      at(1),
      before(1),
      at(3),
      'this model knows four in five closers up to 1 character from their openers (95 % interval 0–3).',
    ],
    [
      after,
      at(300),
      after,
      'this model knows more than four in five closers at every distance that has enough of them, up to 900 characters (95 % interval 300 to beyond 900).',
    ],
    [before(1), before(1), before(1), 'this model knows fewer than four in five closers at every distance.'],
    [
      before(69),
      before(69),
      at(90),
      'this model knows fewer than four in five closers at every distance from 69 characters on, though the 95 % interval reaches 90 characters.',
    ],
  ] as const)('is said of %o', (crossing, low, high, sentence) => {
    expect(say(crossing, low, high)).toBe(`In real code, ${sentence}`);
  });

  it('is not where cases are too few', () => {
    const none = 'In real code there are too few closers to say how far this model knows them.';
    expect(reachSentence('In real code', 'this model', null)).toBe(none);
    expect(say(at(40), before(1), after)).toBe(none);
  });
});
