import { expect, it } from 'vitest';
import { PrefixCache } from './prefix-cache.ts';

/** A sequence that answers with what it holds. */
function sequence(read: string[]) {
  let held: number[] = [];
  return {
    read: async (tokens: readonly number[], common: number) => {
      const keep = Math.min(common, held.length);
      held = [...held.slice(0, keep), ...tokens.slice(keep)];
      read.push(`${keep}+${tokens.length - keep}`);
      return Float32Array.from(held);
    },
  };
}

/** What two sequences read for these questions: so many that were kept, and so many more. */
async function readsFor(asked: readonly (readonly number[])[]): Promise<[string[], string[]]> {
  const reads: [string[], string[]] = [[], []];
  const cache = new PrefixCache(reads.map(sequence), 100);
  const answers = await Promise.all(asked.map((tokens) => cache.after(tokens)));
  expect(answers.map((answer) => Array.from(answer))).toEqual(asked);
  return reads;
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
  const slow = () => ({
    read: async (tokens: readonly number[]) => {
      under.push(++now);
      await new Promise((resolve) => setTimeout(resolve, 1));
      now--;
      return Float32Array.from(tokens);
    },
  });
  const cache = new PrefixCache([slow(), slow()], 10);
  await Promise.all([[0], [5, 6], [0, 1], [5, 6, 7]].map((tokens) => cache.after(tokens)));
  expect(under).toEqual([1, 1, 1, 1]);
});

it('goes on after a failure, from nothing', async () => {
  let isBroken = true;
  const read: string[] = [];
  const own = sequence(read);
  const readOrFail = (tokens: readonly number[], common: number) =>
    isBroken ? Promise.reject(new Error('broken')) : own.read(tokens, common);
  const cache = new PrefixCache([{ read: readOrFail }], 10);
  await expect(cache.after([0, 1])).rejects.toThrow('broken');
  isBroken = false;
  expect(Array.from(await cache.after([0, 1]))).toEqual([0, 1]);
  expect(read).toEqual(['0+2']);
  expect(() => cache.after(Array<number>(11).fill(0))).toThrow(/at most 10 tokens.*one of 11/);
});
