import { expect, it } from 'vitest';
import { type AnswerJournal, journaled } from './journaled.ts';
import { fromTokenModel } from './tokens/from-token-model.ts';

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

function model() {
  return fromTokenModel({
    tokenBytes: [encode('a'), encode('b'), encode('ab')],
    open: (tokens) => ({
      logProbabilities: (tokens.length % 2 ? [0.5, 0.25, 0.25] : [0.2, 0.2, 0.6]).map(Math.log),
    }),
    tokenize: (text) => Array.from(text.matchAll(/ab|a|b/g), ([one]) => ['a', 'b', 'ab'].indexOf(one)),
    alphabet: 'ab',
  });
}

function memory() {
  const kept = new Map<string, Float32Array | string>();
  const journal: AnswerJournal = {
    get: (question) => kept.get(question),
    add: (question, answer) => void kept.set(question, answer),
  };
  return { kept, journal };
}

const identity = { identity: 'toy' };
const answers = async (one: ReturnType<typeof model> | ReturnType<typeof journaled>) => [
  await one.score(['abba', 'b'], { resetEvery: null }),
  await one.score(['abba', 'b'], { resetEvery: 2 }),
  await one.scoreOwnTokens!(['abba'], {}),
  await one.predict([
    { text: 'abab', at: [1, 3] },
    { text: 'b', at: [1] },
  ]),
  await one.continuations([{ text: 'ab', branches: [{ at: 1, continuation: 'ba' }] }]),
  await one.complete(['', '', 'a'], { length: 30, temperature: 1, seed: 5 }),
];
const expected = await answers(model());

it('answers as the model does, and the second time from what was kept', async () => {
  const { journal } = memory();
  const [first, other, second] = [model(), model(), model()];
  expect(await answers(journaled([first, other], journal, identity))).toEqual(expected);
  expect(Math.min(first.asked, other.asked)).toBeGreaterThan(10);
  expect(await answers(journaled([second], journal, identity))).toEqual(expected);
  expect(second.asked).toBe(0);
  await journaled([second], journal, { identity: 'another' }).predict([{ text: 'b', at: [1] }]);
  expect(second.asked).toBeGreaterThan(0);
});

it('asks for the same only once at a time, members of a pair together, and shares texts out by their length', async () => {
  const asked: string[][] = [[], []];
  const models = asked.map((texts) => ({
    ...model(),
    predict: async (readings: readonly { readonly text: string }[]) => {
      texts.push(...readings.map(({ text }) => text));
      return readings.map(() => new Float32Array(2));
    },
  }));
  const texts = ['ab', 'ba', 'aaaaa', 'aaaab', 'bab', 'baa', 'baa'];
  const readings = texts.map((text) => ({ text, at: [1] }));
  await journaled(models, memory().journal, identity).predict(readings);
  expect(asked).toEqual([
    ['aaaaa', 'aaaab'],
    ['bab', 'baa', 'ab', 'ba'],
  ]);
});

it('writes on where what was kept is not enough, and tells how far it is', async () => {
  const one = journaled([model()], memory().journal, identity);
  const options = { length: 100, temperature: 1, seed: 1 };
  const shares: number[] = [];
  const isDone = (_: number, { length }: string) => length > 20;
  const [short] = await one.complete([''], { ...options, isDone, onShare: (share) => shares.push(share) });
  const [long] = await one.complete([''], options);
  expect([short!.length < 60, long!.length, long!.startsWith(short!), shares]).toEqual([
    true,
    100,
    true,
    [1],
  ]);
});

it.each<[string, (kept: Float32Array | string) => Float32Array | string]>([
  ['of another kind', (kept) => (typeof kept === 'string' ? new Float32Array(9) : 'text')],
  ['empty', (kept) => (typeof kept === 'string' ? '' : new Float32Array(0))],
  ['cut off', (kept) => kept.slice(0, -1)],
  ['too long', (kept) => (typeof kept === 'string' ? '' : Float32Array.of(...kept, -1))],
  ['of probabilities above 1', (kept) => (typeof kept === 'string' ? '' : kept.map(() => 0.5))],
  ['infinitely sure', (kept) => (typeof kept === 'string' ? '' : kept.map(() => Number.POSITIVE_INFINITY))],
])('asks again where what was kept is %s', async (_, damage) => {
  const { kept, journal } = memory();
  const ask = () => answers(journaled([model()], journal, identity));
  await ask();
  const before = new Map(kept);
  for (const [question, answer] of kept) kept.set(question, damage(answer));
  expect(await ask()).toEqual(expected);
  expect(kept).toEqual(before);
});

// reliability: distributions
it('asks again where a kept distribution sums to 2', async () => {
  const { kept, journal } = memory();
  const ask = () => journaled([model()], journal, identity).predict([{ text: 'ab', at: [1] }]);
  const [answer] = await ask();
  for (const question of kept.keys()) kept.set(question, new Float32Array(2));
  expect(await ask()).toEqual([answer]);
});
