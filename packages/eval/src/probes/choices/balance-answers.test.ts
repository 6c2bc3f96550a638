import { expect, it } from 'vitest';
import type { Choice } from '../../code/dependencies/choice.ts';
import { RandomStream } from '../../statistics/random.ts';
import { balanceAnswers } from './balance-answers.ts';

function choice(kind: Choice['kind'], distance: number, truth: string, flip: string): Choice {
  const ends = { document: 'a', text: '', at: 1, start: 0, depth: 1, attractors: 0 };
  return { kind, distance, alternatives: [truth, flip, '}'], ...ends };
}

it('keeps as many of each truth as of its flip, at each distance', () => {
  const choices = [
    ...Array.from({ length: 9 }, () => choice('closer', 5, ')', ']')),
    ...Array.from({ length: 2 }, () => choice('closer', 6, ']', ')')),
    // Nothing to hold these against: another distance, another flip, another kind.
    choice('closer', 8, ']', ')'),
    choice('closer', 5, ')', '}'),
    choice('quote', 5, ']', ')'),
    choice('quote', 70, '"', "'"),
    choice('quote', 70, "'", '"'),
    choice('identifier', 5, 'aa ', 'bb '),
    choice('dedent', 40, '    else', '        else'),
    choice('dedent', 40, '        except', 'except'),
  ];
  const kept = balanceAnswers(choices, new RandomStream(1));
  const count = (kind: Choice['kind'], truth: string) =>
    kept.filter((one) => one.kind === kind && one.alternatives[0] === truth).length;
  expect(kept).toHaveLength(9);
  expect([count('closer', ')'), count('closer', ']'), count('quote', '"'), count('quote', "'")]).toEqual([
    2, 2, 1, 1,
  ]);
  expect(count('identifier', 'aa ')).toBe(1);
});
