import { expect, it } from 'vitest';
import { PrefixCache, type SequenceReading } from './prefix-cache.ts';

/** Sequences that answer with what they hold, and note what they kept and read: together in one entry. */
function sequences(count: number, isBatched: boolean, calls: string[][]) {
  const held = Array.from({ length: count }, (): number[] => []);
  const readOne = ({ sequence, tokens, common, count }: SequenceReading): Float32Array[] => {
    const keep = Math.min(common, held[sequence]!.length);
    held[sequence] = [...held[sequence]!.slice(0, keep), ...tokens.slice(keep)];
    return Array.from({ length: count }, (_, index) =>
      Float32Array.from(held[sequence]!.slice(0, tokens.length - count + index + 1)),
    );
  };
  return {
    sequences: count,
    isBatched,
    read: async (readings: readonly SequenceReading[]) => {
      calls.push(
        readings.map(({ sequence, tokens, common }) => `${sequence}: ${common}+${tokens.length - common}`),
      );
      return readings.map(readOne);
    },
  };
}

/** What two sequences read for these questions: so many that were kept, and so many more. */
async function readsFor(asked: readonly (readonly number[])[]): Promise<[string[], string[]]> {
  const calls: string[][] = [];
  const cache = new PrefixCache(sequences(2, false, calls), 100);
  const answers = await Promise.all(asked.map((tokens) => cache.after(tokens)));
  expect(answers.map(([answer]) => Array.from(answer!))).toEqual(asked);
  expect(calls.every(({ length }) => length === 1)).toBe(true);
  const readsOf = (index: number) =>
    calls.flatMap(([call]) => (call!.startsWith(`${index}: `) ? [call!.slice(3)] : []));
  return [readsOf(0), readsOf(1)];
}

it('reads no more than what is new of tokenizations that come in turn', async () => {
  const one = [0, 1, 2, 3, 4, 5];
  const other = [0, 1, 9, 8, 7, 6];
  const inTurn = [3, 4, 5, 6].flatMap((length) => [one.slice(0, length), other.slice(0, length)]);
  // When they differ in two tokens, the other is read apart, though the rest of it is there.
  expect(await readsFor(inTurn)).toEqual([
    ['0+3', '2+1', '2+2', '4+1', '5+1'],
    ['0+4', '4+1', '5+1'],
  ]);
});

it('reads an end of a long text in place of another, and another text elsewhere', async () => {
  const long = Array.from({ length: 40 }, (_, token) => token);
  const asked = [long, [...long, 50], [...long, 51], [...long, 51], [0, 60], [...long, 52]];
  // The last token is read in any case.
  expect(await readsFor(asked)).toEqual([['0+40', '40+1', '40+1', '40+1', '40+1'], ['0+2']]);
});

it('gives up what nothing was asked about for long', async () => {
  const [one, other] = [Array<number>(20).fill(1), Array<number>(20).fill(2)];
  const steps = Array.from({ length: 40 }, (_, step) => [...one, ...Array<number>(step).fill(3)]);
  const [first, second] = await readsFor([other, ...steps, [4, 4]]);
  expect([first, second.length]).toEqual([['0+20', '0+2'], 40]);
});

it('reads one sequence at a time', async () => {
  const under: number[] = [];
  let now = 0;
  const slow = {
    sequences: 2,
    isBatched: false,
    read: async (readings: readonly SequenceReading[]) => {
      under.push(++now);
      await new Promise((resolve) => setTimeout(resolve, 1));
      now--;
      return readings.map(({ tokens }) => [Float32Array.from(tokens)]);
    },
  };
  const cache = new PrefixCache(slow, 10);
  await Promise.all([[0], [5, 6], [0, 1], [5, 6, 7]].map((tokens) => cache.after(tokens)));
  expect(under).toEqual([1, 1, 1, 1]);
});

it('reads long texts one by one, a few tokens of several together, and two readings of a sequence in turn', async () => {
  const calls: string[][] = [];
  const cache = new PrefixCache(sequences(3, true, calls), 100);
  const texts = [0, 1, 2].map((text) => Array.from({ length: 20 }, () => text));
  await Promise.all(texts.map((tokens) => cache.after(tokens)));
  const steps = texts.map((tokens, text) => [...tokens, text]);
  const twice = [...steps, [...steps[1]!, 7], [...steps[1]!, 8]];
  const answers = await Promise.all(twice.map((tokens) => cache.after(tokens)));
  expect(answers.map(([answer]) => Array.from(answer!))).toEqual(twice);
  expect(calls).toEqual([
    ['0: 0+20'],
    ['1: 0+20'],
    ['2: 0+20'],
    ['0: 20+1', '1: 20+1', '2: 20+1'],
    ['1: 21+1'],
    ['1: 21+1'],
  ]);
});

it('returns the distributions after several tokens, which it reads again', async () => {
  const calls: string[][] = [];
  const cache = new PrefixCache(sequences(2, true, calls), 100);
  await cache.after([0, 1, 2, 3]);
  const answers = await cache.after([0, 1, 2, 3, 4], 3);
  expect(answers.map((answer) => answer.length)).toEqual([3, 4, 5]);
  expect(calls).toEqual([['0: 0+4'], ['0: 2+3']]);
});

it('gives a sequence that nothing continues to another text', async () => {
  const calls: string[][] = [];
  const cache = new PrefixCache(sequences(2, true, calls), 100);
  const [one, other] = [
    [0, 1, 2],
    [0, 3, 4],
  ];
  await cache.after(one!);
  await cache.after(other!);
  cache.release(other!);
  await cache.after([9, 9, 9]);
  await cache.after([0, 1, 2, 5]);
  expect(calls.map(String)).toEqual(['0: 0+3', '1: 0+3', '1: 0+3', '0: 3+1']);
});

it('goes on after a failure, from nothing', async () => {
  let isBroken = true;
  const calls: string[][] = [];
  const own = sequences(1, false, calls);
  const read: typeof own.read = (readings) =>
    isBroken ? Promise.reject(new Error('broken')) : own.read(readings);
  const cache = new PrefixCache({ ...own, read }, 10);
  await expect(cache.after([0, 1])).rejects.toThrow('broken');
  isBroken = false;
  expect((await cache.after([0, 1])).map((one) => Array.from(one))).toEqual([[0, 1]]);
  expect(() => cache.after(Array<number>(11).fill(0))).toThrow(/at most 10 tokens.*one of 11/);
});
