import { describe, expect, it } from 'vitest';
import { compileKernels } from './features.ts';
import { createSharedMemory, sharedHeap } from './heap.ts';
import { ARGUMENT_BYTES, instantiate, writeArguments } from './jobs.ts';
import { ThreadChoice } from './kernels/generate.ts';
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

/** Which way each of some calls went, if a unit of work takes so long on all threads and on one. */
function ways(calls: number, milliseconds: (call: number) => { all: number; one: number }): string {
  let time = 0;
  const choice = new ThreadChoice(() => time);
  let taken = '';
  for (let call = 0; call < calls; call++) {
    choice.run(10, (parallel) => {
      const way = parallel ? 'all' : 'one';
      taken += way[0];
      time += 10 * milliseconds(call)[way];
    });
  }
  return taken;
}

describe('ThreadChoice', () => {
  it('measures both ways, stays with the faster and tries the other the less often the slower it is', () => {
    expect(ways(52, () => ({ all: 1, one: 3 }))).toBe(`ao${'a'.repeat(47)}oaa`);
    expect(ways(52, () => ({ all: 3, one: 1 }))).toBe(`ao${'o'.repeat(47)}aoo`);
  });

  it('leaves a way as soon as it has become the slower one', () => {
    const busyFromTheFifthOn = (call: number) => ({ all: call < 4 ? 1 : 9, one: 3 });
    expect(ways(10, busyFromTheFifthOn)).toBe('aoaaaooooo');
  });
});

it('gives the last of 256 threads its share of 2^25 elements', async () => {
  const memory = createSharedMemory();
  const kernels = instantiate((await compileKernels('simd128')).module, memory);
  const heap = sharedHeap(memory, kernels.staticDataEnd());
  const [size, threads] = [2 ** 25, 256];
  const args = heap.allocate(ARGUMENT_BYTES);
  const at = heap.allocate(size * 4);
  // Touches no memory but that share's.
  const tail = heap.floats(at + (size - size / threads) * 4, size / threads).fill(1.5);
  const kind = writeArguments(memory, args, 'add', { size, a: at, b: at, to: at });
  kernels.run(kind, args, threads - 1, threads);
  expect(tail.every((value) => value === 3)).toBe(true);
});
