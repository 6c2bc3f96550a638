import { describe, expect, it } from 'vitest';
import {
  decodeKept,
  likeliestSchema,
  READING,
  readEcho,
  readMessage,
  readPromptLogs,
  readTop,
  readWritten,
} from './answers.ts';

const choice = (more: object) => ({ choices: [more] });
/** Four tokens in the servers' answers, the last one written. */
const prompt = 'def f(';
const tokens = ['def', ' f', '(', 'x'];
const echoOf = (token_logprobs: unknown[], text = `${prompt}x`, all = tokens) =>
  choice({ text, logprobs: { tokens: all, token_logprobs } });
const echo = (...logs: unknown[]) => readEcho(prompt, echoOf(logs));
const promptLogs = (first: unknown, second: unknown) =>
  readPromptLogs(
    prompt,
    choice({
      prompt_logprobs: [
        null,
        { 1: { logprob: first, decoded_token: ' f' } },
        { 2: { logprob: second, decoded_token: '(' } },
      ],
    }),
  );
const named = (...likeliest: object[]) => readTop(choice({ logprobs: { top_logprobs: likeliest } }));
const listed = (logprob: unknown) =>
  readTop(choice({ logprobs: { content: [{ top_logprobs: [{ token: ')', logprob }] }] } }));

// reliability: stored-answers
it('reads answers as in its version: if an expected reading changes, raise READING', () => {
  expect(READING).toBe(1);
  // The first token's three characters have no probability, and what follows is not asked about.
  expect(echo(null, -0.5, -1.5, -9)).toEqual({ log: -2, characters: 3 });
  expect(echo(-2, -0.5, -1.5, -9)).toEqual({ log: -4, characters: 6 });
  expect(promptLogs(-0.5, -1.5)).toEqual({ log: -2, characters: 3 });
  expect(named({ ')': -0.1, x: -3 }, { y: -1 })).toEqual(Object.entries({ ')': -0.1, x: -3 }));
  expect(listed(-0.1)).toEqual([[')', -0.1]]);
  expect(readTop(choice({ logprobs: null }))).toEqual([]);
  for (const finish_reason of ['length', 'stop', null])
    expect(readWritten(choice({ text: 'x', finish_reason }))).toEqual({
      text: 'x',
      isEnd: finish_reason !== 'length',
    });
  const message = readMessage(choice({ message: { content: null }, finish_reason: 'length' }));
  expect(message).toEqual({ text: '', isEnd: false });
});

it.each<[string, unknown]>([
  ['without choices', { choices: [] }],
  ['with another text', echoOf([null, -1, -1, -1], 'def g(x')],
  ['with fewer tokens than the text has', echoOf([-1, -1, -1], `${prompt}x`, tokens.slice(0, 3))],
  ['with NaN, which some write as a word', echoOf([null, 'NaN', -1, -1])],
  ['with null in the middle', echoOf([null, -1, null, -1])],
  ['of another kind', 'yes'],
])('refuses an echo %s', (_, answer) => {
  expect(() => readEcho(prompt, answer)).toThrow(
    /^Expected an answer with the prompt with a log-prob.*, got /,
  );
});

const refusal = expect.objectContaining({ code: 'ENDPOINT_ANSWER' });

describe.each<[string, (logprob: unknown) => { log: number }]>([
  ['an echo', (logprob) => echo(null, -1, logprob, -1)],
  ['the first of an echo', (logprob) => echo(logprob, -1, -1, -1)],
  ['prompt_logprobs', (logprob) => promptLogs(logprob, -1)],
])('ln p of %s', (_, read) => {
  // reliability: server-failures
  it('is refused if no probability has it', () => {
    for (const logprob of [-1e308, -10_001, 0.5, Number.NEGATIVE_INFINITY, Number.NaN, '-1', []])
      expect(() => read(logprob), String(logprob)).toThrow(refusal);
  });

  it('may be that of a probability of 0, as vLLM writes it: the sum is finite', () => {
    for (const logprob of [-9999, -0]) expect(Math.abs(read(logprob).log - logprob)).toBeLessThan(4);
  });
});

describe.each<[string, (logprob: unknown) => unknown]>([
  ['named', (logprob) => named({ ')': logprob })],
  ['listed', listed],
])('ln p of the likeliest, %s', (_, read) => {
  // reliability: server-failures
  it('is refused if no probability has it; it may be the lowest float32, as llama.cpp writes it', () => {
    for (const logprob of [-(2 ** 129), 0.5, Number.NaN, '-1', null])
      expect(() => read(logprob), String(logprob)).toThrow(refusal);
    expect(read(-3.4028234663852886e38)).toEqual([[')', -3.4028234663852886e38]]);
  });
});

// reliability: distributions
it.each<[string, () => unknown]>([
  ['named', () => named({ ')': 0, ']': 0, '}': 0 })],
  [
    'listed',
    () =>
      readTop(
        choice({
          logprobs: { content: [{ top_logprobs: [...')]}'].map((token) => ({ token, logprob: 0 })) }] },
        }),
      ),
  ],
  [
    'beside an echo',
    () => {
      const top_logprobs = [null, { f: 0, ')': 0, ']': 0 }, { '(': 0 }, null];
      const logprobs = { tokens, token_logprobs: [null, 0, 0, 0], top_logprobs };
      return readEcho(prompt, choice({ text: `${prompt}x`, logprobs }));
    },
  ],
])('refuses likeliest tokens that together have three times all of the probability: %s', (_, read) => {
  expect(read).toThrow(
    expect.objectContaining({
      code: 'ENDPOINT_PROBABILITIES',
      message: expect.stringMatching(
        /^Expected the probabilities of the likeliest tokens to sum to at most 1, got 3 for ".", ".", "."\.$/,
      ),
    }),
  );
});

// reliability: distributions
it('takes no likeliest tokens from what was kept that together have more than all of the probability', () => {
  const kept = (...logs: number[]) => JSON.stringify(logs.map((log, place) => [`${place}`, log]));
  expect(decodeKept(likeliestSchema, kept(-1, -1))).toHaveLength(2);
  expect(decodeKept(likeliestSchema, kept(-1, -1, -1))).toBeUndefined();
});

it('allows what rounding to bfloat16 adds, and lists beside an echo in any form', () => {
  // ln 1/4 = −1.3863 becomes −1.3828.
  const quarter = -1.3828125;
  expect(named({ a: quarter, b: quarter, c: quarter, d: quarter })).toHaveLength(4);
  for (const top_logprobs of [null, 'none', [[['x', 0]]], [null, null, { '(': -1 }]]) {
    const logprobs = { tokens, token_logprobs: [null, -1, -1, -1], top_logprobs };
    expect(readEcho(prompt, choice({ text: `${prompt}x`, logprobs })).log).toBe(-2);
  }
});

it.each<[string, unknown]>([
  ['17 choices', Array(17).fill({ text: 'x' })],
  ['a text of more than a MiB', [{ text: 'x'.repeat(2 ** 20 + 1) }]],
  ['a reason of 5,000 characters', [{ text: 'x', finish_reason: 'x'.repeat(5000) }]],
  [
    '1,001 likeliest tokens',
    [{ logprobs: { content: [{ top_logprobs: Array(1001).fill({ token: 'x', logprob: -9 }) }] } }],
  ],
  ['1,001 names', [{ logprobs: { top_logprobs: [Object.fromEntries(Array(1001).fill(-9).entries())] } }]],
  ['no likeliest tokens', [{ logprobs: { top_logprobs: [] } }]],
  ['5,000 layers', [JSON.parse(`${'['.repeat(5000)}${']'.repeat(5000)}`)]],
])('refuses %s', (_, choices) => {
  for (const read of [readWritten, readMessage, readTop]) expect(() => read({ choices })).toThrow(refusal);
});
