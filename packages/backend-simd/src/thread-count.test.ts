import { describe, expect, it } from 'vitest';
import { ThreadCount } from './thread-count.ts';

/** Runs calls of one kind, each of so many milliseconds on so many threads, until a time; the threads of the last, and the share of time on all. */
function machine(threads: number) {
  let time = 0;
  const count = new ThreadCount(threads, () => time);
  return (until: number, milliseconds: (threads: number) => number) => {
    const spent = new Map<number, number>();
    let last = 0;
    while (time < until) {
      count.run(7, 1, (now) => {
        last = now;
        time += milliseconds(now);
        spent.set(now, (spent.get(now) ?? 0) + milliseconds(now));
      });
    }
    return { last, spent };
  };
}

/** As long as each thread has a core. */
const quiet = (threads: number) => 4 / threads;

describe('ThreadCount', () => {
  it('keeps all threads while nothing else computes, and through a hiccup', () => {
    const run = machine(2);
    // One is tried for a moment.
    expect(run(3000, quiet).spent.get(1)).toBeLessThan(100);
    run(3010, () => 10);
    expect([...run(6000, quiet).spent.keys()]).toEqual([2]);
  });

  it('works on one of two while waiting costs more than it saves, and on both soon after', () => {
    const run = machine(2);
    run(1000, quiet);
    const busy = run(3000, (threads) => (threads === 2 ? 8 : 4));
    // Both are tried again now and then.
    expect(busy.spent.get(1)! / 2000).toBeGreaterThan(0.8);
    expect(busy.spent.get(2)!).toBeGreaterThan(100);
    run(4000, quiet);
    expect([...run(5000, quiet).spent.keys()]).toEqual([2]);
  });

  it('compares with what fewer were seen to take, which is less than twice as long where memory is what is waited for', () => {
    const run = machine(2);
    run(1000, quiet);
    run(2000, (threads) => (threads === 2 ? 5 : 3));
    const busy = run(4000, (threads) => (threads === 2 ? 3.6 : 3));
    expect(busy.spent.get(1)! / 2000).toBeGreaterThan(0.8);
  });

  it('goes down by halves: with a core taken of eight, four threads do two shares each', () => {
    const run = machine(8);
    run(1000, quiet);
    const busy = run(3000, (threads) => (threads === 8 ? 2 : 4 / threads));
    expect(busy.spent.get(4)! / 2000).toBeGreaterThan(0.8);
    expect(busy.spent.get(2)).toBeLessThan(150);
  });

  it('does not take work of which it knows nothing for slow', () => {
    let time = 0;
    let onOne = 0;
    const count = new ThreadCount(2, () => time);
    for (let kind = 0; kind < 5000; kind++) {
      count.run(kind, 1, (threads) => {
        time += 1 + (kind % 7);
        if (threads === 1) onOne += 1 + (kind % 7);
      });
    }
    expect(onOne).toBeLessThan(150);
  });
});
