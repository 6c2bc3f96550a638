import { expect, it } from 'vitest';
import { IdleQueue } from './idle-queue.ts';

const minute = 60_000;
const unfit = { waiting: 3, workers: 1, refusal: 'on a: Expected the folder runs/b, got none.' };

it('says at once that there is no worker, and again after ten minutes', () => {
  const idle = new IdleQueue('longrange worker redis://a');
  const none = { waiting: 3, workers: 0, refusal: undefined };
  const sentence = 'no worker is connected. Start some with: longrange worker redis://a';
  expect([0, 1, 9, 10, 11].map((at) => idle.why(none, at * minute))).toEqual([
    sentence,
    ...[undefined, undefined],
    sentence,
    undefined,
  ]);
});

it('says of workers that can do nothing why, once that has lasted for a minute', () => {
  const idle = new IdleQueue('longrange worker redis://a');
  const sentence =
    '3 trials wait: 1 worker is connected, and none can work on this sweep. One says, on a: Expected the folder runs/b, got none.';
  expect(idle.why(unfit, 0)).toBeUndefined();
  // Somebody works on a trial for a moment.
  expect(idle.why({ ...unfit, waiting: 0 }, 0.9 * minute)).toBeUndefined();
  expect([1, 1.9, 2, 3, 12].map((at) => idle.why(unfit, at * minute))).toEqual([
    ...[undefined, undefined],
    sentence,
    undefined,
    sentence,
  ]);
  expect(idle.why({ waiting: 1, workers: 2, refusal: undefined }, 13 * minute)).toBe(
    '1 trial waits: 2 workers are connected, and busy with something else.',
  );
});
