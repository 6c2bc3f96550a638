import { expect, it, vi } from 'vitest';
import { probeBitsPerCharacter } from '../../probes/bits/bits-per-character.ts';
import { fromTokenModel } from './from-token-model.ts';

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Tokens end, a, b, ab: after anything, with these probabilities. */
const tokenBytes = [null, encode('a'), encode('b'), encode('ab')];
const probabilities = [1 / 5, 2 / 5, 1 / 5, 1 / 5];
const logProbabilities = probabilities.map(Math.log);
const open = () => ({ logProbabilities });
const model = fromTokenModel({ tokenBytes, open, alphabet: 'ab', name: 'toy', beam: { threshold: 0 } });

/*
 * Without the end: a 1/2, b 1/4, ab 1/4. A text begins with a in 3/4, with ab in 1/2 · 1/4 + 1/4 = 3/8, so b follows a in 1/2.
 */
const near = (logs: Iterable<number>, expected: readonly number[]) =>
  expect(Array.from(logs, Math.exp)).toEqual(
    expected.map((value) => (Number.isNaN(value) ? value : expect.closeTo(value, 6))),
  );

it('sums over the ways in which a text may be cut into tokens', async () => {
  expect([model.name, model.alphabet, model.stateful]).toEqual(['toy', ['a', 'b'], true]);
  near((await model.after('')).logProbabilities, [3 / 4, 1 / 4]);
  near((await model.after('a')).logProbabilities, [1 / 2, 1 / 2]);
  near((await model.after('ab')).logProbabilities, [3 / 4, 1 / 4]);
  const [whole] = await model.score(['aba'], { resetEvery: null });
  near(whole!, [3 / 4, 1 / 2, 3 / 4]);
  const [reset] = await model.score(['aba'], { resetEvery: 1 });
  near(reset!, [3 / 4, 1 / 4, 3 / 4]);
  const [rows] = await model.predict([{ text: 'aba', at: [1, 2] }]);
  near(rows!, [1 / 2, 1 / 2, 3 / 4, 1 / 4]);
  const branches = ['b', 'ba', 'bab', 'x'].map((continuation) => ({ at: 1, continuation }));
  const [logs] = await model.continuations([{ text: 'ab', branches }]);
  near(logs!, [1 / 2, 3 / 8, 3 / 16, Number.NaN]);
});

it('writes token by token, the same with the same seed, with the distribution that it predicts', async () => {
  const options = { length: 1, temperature: 1, seed: 3 };
  const written = await model.complete(Array<string>(4000).fill('a'), options);
  // Three standard errors of 1/2 are 0.024.
  expect(written.filter((text) => text === 'b').length / written.length).toBeCloseTo(1 / 2, 1);
  const longer = { ...options, length: 40 };
  const [one, two] = await model.complete(['', ''], longer);
  expect([(await model.complete(['', 'b'], longer))[0], one!.length, one === two]).toEqual([one, 40, false]);
  expect(await model.complete(['b'], { ...longer, temperature: 0, length: 5 })).toEqual(['aaaaa']);
});

it('asks for the states that are needed at once in one call, and closes each when nothing follows it anymore', async () => {
  let living = 0;
  const batches: number[] = [];
  const state = (tokens: readonly number[]) => {
    living++;
    return { tokens, logProbabilities: Float32Array.from(logProbabilities), close: () => living-- };
  };
  const kept = fromTokenModel({
    tokenBytes,
    open: state,
    fork: async (forks) => {
      batches.push(forks.length);
      return forks.map(({ state: { tokens }, token }) => state([...tokens, token]));
    },
    alphabet: 'ab',
  });
  const texts = ['abab', 'abba', 'baab', 'bbbb'];
  const [first] = await kept.score(texts, { resetEvery: null });
  expect(first).toEqual((await model.score(texts, { resetEvery: null }))[0]);
  await kept.complete(['ab', 'b'], { length: 9, temperature: 1, seed: 0 });
  await kept.continuations([{ text: 'ab', branches: [{ at: 1, continuation: 'bab' }] }]);
  expect(living).toBe(1);
  expect(Math.max(...batches)).toBeGreaterThanOrEqual(texts.length);
});

it('reads tokens that are expected several at once, with the same answers, and closes these states, too', async () => {
  let living = 0;
  const read: number[][] = [];
  const state = (tokens: readonly number[]) => {
    living++;
    // The last token counts, so that states of other tokens have other answers.
    const weights = probabilities.map((one, token) => one * (token === tokens.at(-1) ? 2 : 1));
    const sum = weights.reduce((all, one) => all + one);
    return { tokens, logProbabilities: weights.map((one) => Math.log(one / sum)), close: () => living-- };
  };
  const asking = {
    tokenBytes,
    open: state,
    fork: (
      forks: readonly { readonly state: { readonly tokens: readonly number[] }; readonly token: number }[],
    ) => forks.map(({ state: { tokens }, token }) => state([...tokens, token])),
    tokenize: (text: string) =>
      Array.from(text.matchAll(/ab|a|b/g), ([one]) => ['', 'a', 'b', 'ab'].indexOf(one)),
    alphabet: 'ab',
    beam: { lead: 4 },
  };
  const ahead = fromTokenModel({
    ...asking,
    read: (tokens, count) => {
      read.push([tokens.length, count]);
      return Array.from({ length: count }, (_, index) =>
        state(tokens.slice(0, tokens.length - count + index + 1)),
      );
    },
  });
  const single = fromTokenModel(asking);
  const text = 'abaababbabaababbbabaabbabaab';
  const places = [2, 12, 27];
  const branches = places.map((at) => ({ at, continuation: 'bab' }));
  for (const scoring of [{ resetEvery: null }, { resetEvery: 9 }])
    expect(await ahead.score([text, 'abba'], scoring)).toEqual(await single.score([text, 'abba'], scoring));
  expect(await ahead.scoreOwnTokens!([text], {})).toEqual(await single.scoreOwnTokens!([text], {}));
  expect(await ahead.predict([{ text, at: places }])).toEqual(await single.predict([{ text, at: places }]));
  expect(await ahead.continuations([{ text, branches }])).toEqual(
    await single.continuations([{ text, branches }]),
  );
  expect(Math.max(...read.map(([, count]) => count!))).toBe(8);
  // Each model keeps the state before the first token.
  expect(living).toBe(2);
});

it('reads what is far before a place as the tokenizer cuts it', async () => {
  const opened: string[] = [];
  const tokenize = (text: string) =>
    Array.from(text.matchAll(/ab|a|b/g), ([one]) => ['', 'a', 'b', 'ab'].indexOf(one));
  const recording = (tokens: readonly number[]) => {
    opened.push(tokens.join(''));
    return open();
  };
  const far = fromTokenModel({ tokenBytes, open: recording, tokenize, alphabet: 'ab', beam: { lead: 3 } });
  // Tokens ab, ab, ab, a, ab, b: three characters before the second place the fourth begins.
  const [rows] = await far.predict([{ text: 'abababaabb', at: [2, 9] }]);
  near(rows!, [3 / 4, 1 / 4, 3 / 4, 1 / 4]);
  expect(opened).toContain('333');
  expect(opened).not.toContain('33');
  // The tokenizer sees nothing of what follows.
  const watching = vi.fn(tokenize);
  const lead = { lead: 1 };
  const early = fromTokenModel({ tokenBytes, open, tokenize: watching, alphabet: 'ab', beam: lead });
  await early.predict([{ text: 'abababaabb', at: [4, 5, 9] }]);
  expect(watching.mock.calls).toEqual([['abab'], ['abababaab']]);
  const wrong = { tokenBytes, open, tokenize: () => [1], alphabet: 'ab', beam: { lead: 0 } };
  const cannot = fromTokenModel(wrong).after('ab');
  await expect(cannot).rejects.toMatchObject({ code: 'TOKENIZE_INVALID' });
});

it('bounds the bits from above by the tokens of the tokenizer alone', async () => {
  const tokenize = (text: string) => (text === 'aba' ? [3, 1] : [1, 3, 2]);
  const bounded = fromTokenModel({ tokenBytes, open, tokenize, alphabet: 'ab' });
  const [whole, other] = await bounded.scoreOwnTokens!(['aba', 'aabb'], {});
  near(whole!, [1 / 4, 1, 1 / 2]);
  near(other!, [1 / 2, 1 / 4, 1, 1 / 4]);
  const documents = ['aba', 'aabb'].map((text) => ({ path: text, text }));
  const { carried, upperBound } = await probeBitsPerCharacter(bounded, documents, { split: 'test' });
  // 1/8 and 1/32 in 7 characters.
  expect(upperBound!.bits).toBeCloseTo(8 / 7, 6);
  expect(carried!.bits).toBeLessThan(8 / 7);
  expect(model.scoreOwnTokens).toBeUndefined();
});

/** a is left out beside abcc; abxz is all that is left at x, unless it was a and then `last`. */
const surprised = (last: string, more: { tokenize?: () => number[] } = {}) =>
  fromTokenModel({
    tokenBytes: [null, ...['a', 'b', 'x', 'y', 'abcc', 'abxz', last].map(encode)],
    open: (tokens) => {
      const first = [0, 0.0999, 0, 0, 0, 0.9, 1e-4, 0];
      return { logProbabilities: (tokens.length === 0 ? first : [0, 0, 0.1, 0, 0, 0, 0, 0.9]).map(Math.log) };
    },
    alphabet: 'abcxyz',
    beam: { threshold: 0.3 },
    ...more,
  });

it('counts what comes back in the characters before, too, and gives a text no less than the tokenizer’s tokens do', async () => {
  const [logs] = await surprised('bxy').score(['abxy'], { resetEvery: null });
  near(logs!, [1, 0.9001, (0.0999 * 0.9) / 0.9001, 1]);
  const [without] = await surprised('bx').score(['abx'], { resetEvery: null });
  near(without!, [1, 0.9001, 1e-4 / 0.9001]);
  const [own] = await surprised('bx', { tokenize: () => [1, 7] }).score(['abx'], { resetEvery: null });
  near(own!, [1, 0.9001, (0.0999 * 0.9) / 0.9001]);
});

it('reads on where what was followed comes to an end, by what it had left out', async () => {
  const rare = [0, 0.01, 0.01, 0.01, 0.97].map(Math.log);
  const stuck = fromTokenModel({
    tokenBytes: [null, ...['a', 'b', 'c', 'abab'].map(encode)],
    open: () => ({ logProbabilities: rare }),
    alphabet: 'abc',
    beam: { threshold: 0.1 },
  });
  const [logs] = await stuck.score(['abac'], { resetEvery: null });
  // Only the letters one by one make up this text.
  expect(logs!.reduce((sum, log) => sum + log, 0)).toBeCloseTo(4 * Math.log(0.01), 5);
  // What a text cannot go on with, as far as it is followed, is not impossible.
  const { logProbabilities: after, bound } = await stuck.after('aba');
  expect(Math.exp(after[1]!)).toBeGreaterThan(0.9);
  expect(Math.exp(after[2]!)).toBeGreaterThan(0);
  expect(Math.exp(after[2]!)).toBeLessThan(bound);
});

it('says how much the beam left out', async () => {
  const narrow = fromTokenModel({ tokenBytes, open, alphabet: 'ab', beam: { width: 1, threshold: 0.5 } });
  expect(narrow.leftOut).toEqual({ bytes: 0, mean: 0, largest: 0 });
  const [logs] = await narrow.score(['ab'], { resetEvery: null });
  // Of ab in 3/8 only the token ab is followed, 1/4; a and then b, 1/8, is left out.
  expect(logs![0]! + logs![1]!).toBeCloseTo(Math.log(1 / 4), 6);
  expect(narrow.leftOut).toEqual({
    bytes: 2,
    mean: expect.closeTo(1 / 6, 9),
    largest: expect.closeTo(1 / 3, 9),
  });
});

// reliability: distributions
it.each<[string, unknown, RegExp]>([
  ['too few', { logProbabilities: [0] }, /Expected 4 log probabilities.*got 1\.$/],
  ['nothing', undefined, /Expected 4 log probabilities.*got nothing/],
  ['probabilities', { logProbabilities: probabilities }, /token 0 to be at most 0, got 0\.2/],
  ['weights', { logProbabilities: [-1, -1, -1, -1] }, /to sum to 1, got 1\.47152/],
  ['no text', { logProbabilities: [0, -Infinity, -Infinity, -Infinity] }, /a token of text/],
])('refuses %s', async (_, answer, message) => {
  const open = () => answer as { logProbabilities: number[] };
  const wrong = fromTokenModel({ tokenBytes, open, alphabet: 'ab' }).after('a');
  await expect(wrong).rejects.toThrow(message);
  await expect(wrong).rejects.toMatchObject({ code: 'TOKEN_DISTRIBUTION_INVALID', exitCode: 2 });
});

it('refuses a text that no tokens make up', async () => {
  const cannot = model.score(['abc'], { resetEvery: null });
  await expect(cannot).rejects.toMatchObject({ code: 'TOKEN_TEXT_IMPOSSIBLE' });
});

it('asks everything given a prefix that comes before all texts', async () => {
  const prefixed = { tokenBytes, open, alphabet: 'ab', prefix: 'a', beam: { threshold: 0 } };
  const behind = fromTokenModel({
    ...prefixed,
    tokenize: (text) => [1, ...text].map((one) => (one === 'b' ? 2 : 1)),
  });
  const bits = (await model.score(['aaba'], { resetEvery: null }))[0]!.slice(1);
  expect((await behind.score(['aba'], { resetEvery: null }))[0]).toEqual(bits);
  expect((await behind.after('')).logProbabilities).toEqual((await model.after('a')).logProbabilities);
  const asked = (text: string, at: number) => [{ text, branches: [{ at, continuation: 'ba' }] }];
  expect(await behind.continuations(asked('ab', 2))).toEqual(await model.continuations(asked('aab', 3)));
  // Of the tokens' own cut the prefix is a part of the first: 2/5 · 1/4 of 1/2, twice that without the end.
  near((await behind.scoreOwnTokens!(['ba'], {}))[0]!, [1 / 2 / 4, 1 / 2]);
});
