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

it('reads no more than what is new, on the sequence that has the most of it', async () => {
  const reads: [string[], string[]] = [[], []];
  const cache = new PrefixCache(reads.map(sequence), 10);
  const asked = [
    [0, 1, 2],
    [0, 1, 2, 3],
    [0, 1, 2, 4],
    [0, 7, 7, 7, 7],
    [0, 1, 2, 4, 5],
    [0, 1],
    [0, 7, 7, 7, 7, 8],
  ];
  const answers = await Promise.all(asked.map((tokens) => cache.after(tokens)));
  expect(answers.map((answer) => Array.from(answer))).toEqual(asked);
  // The first text, a token more, another last one, and one more.
  expect(reads[0]).toEqual(['0+3', '3+1', '3+1', '4+1']);
  // A short text is not worth what the other holds; it is read where nothing was for longest. The last token is read in any case.
  expect(reads[1]).toEqual(['0+5', '1+1', '1+5']);
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
  await Promise.all(
    [
      [0, 1],
      [5, 6, 7],
      [0, 1, 2],
      [5, 6, 7, 8],
    ].map((tokens) => cache.after(tokens)),
  );
  expect(under).toEqual([1, 1, 1, 1]);
});

it('goes on after a failure, from nothing', async () => {
  let isBroken = true;
  const read: string[] = [];
  const own = sequence(read);
  const cache = new PrefixCache(
    [
      {
        read: (tokens, common) => {
          if (isBroken) return Promise.reject(new Error('broken'));
          return own.read(tokens, common);
        },
      },
    ],
    10,
  );
  await expect(cache.after([0, 1])).rejects.toThrow('broken');
  isBroken = false;
  expect(Array.from(await cache.after([0, 1]))).toEqual([0, 1]);
  expect(read).toEqual(['0+2']);
  expect(() => cache.after(Array<number>(11).fill(0))).toThrow(/at most 10 tokens.*one of 11/);
});
