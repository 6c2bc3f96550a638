import { expect, it } from 'vitest';
import { hear, secondsLeftOf, type ToldTime, untold } from './time-left.ts';

const none = { count: 0, seconds: 0 };

it('counts down while a trial validates, of which its log says nothing', () => {
  let told: ToldTime = untold;
  const look = (takenSeconds: number, secondsLeft: number | undefined) => {
    told = hear(told, secondsLeft, takenSeconds);
    const running = [{ takenSeconds, expectedSeconds: told.expectedSeconds }];
    return secondsLeftOf({ ended: none, running, waiting: 2, jobs: 1 });
  };
  expect(look(0, undefined)).toBeNull();
  // 10 for each of three, of which 1 is over.
  expect(look(1, 9)).toBe(29);
  // The same line for two seconds more, then one without the time, as those of validations are.
  expect([look(2, 9), look(3, 9), look(4, undefined)]).toEqual([28, 27, 26]);
  // It took longer than was thought: 12 for each.
  expect(look(5, 7)).toBe(31);
});

it('goes by trials that have ended, where there are any, and by as many as run at once', () => {
  const running = [2, 7].map((takenSeconds) => ({ takenSeconds, expectedSeconds: 100 }));
  // 5 for each of four that wait and 3 of the first; the second takes longer than the mean.
  const ended = { count: 2, seconds: 10 };
  expect(secondsLeftOf({ ended, running, waiting: 4, jobs: 8 })).toBe((4 * 5 + 3) / 2);
  expect(secondsLeftOf({ ended: none, running: [], waiting: 3, jobs: 2 })).toBeNull();
});
