import { describe, expect, it } from 'vitest';
import { READING, readEcho, readMessage, readPromptLogs, readTop, readWritten } from './answers.ts';

/** Four tokens in the servers' answers. */
const prompt = 'def f(';
const tokens = ['def', ' f', '('];

it('reads answers as in its version: if an expected reading changes, raise READING', () => {
  const echo = (token_logprobs: (number | null)[]) =>
    readEcho(prompt, {
      choices: [{ text: `${prompt}x`, logprobs: { tokens: [...tokens, 'x'], token_logprobs } }],
    });
  const promptLogs = readPromptLogs(prompt, {
    choices: [
      {
        prompt_logprobs: [
          null,
          ...tokens.slice(1).map((decoded_token, at) => ({ [at]: { logprob: -0.5 - at, decoded_token } })),
        ],
      },
    ],
  });
  const choice = (more: object) => ({ choices: [more] });
  expect({
    reading: READING,
    // The first token's three characters have no probability, and what follows is not asked about.
    echo: [echo([null, -0.5, -1.5, -9]), echo([-2, -0.5, -1.5, -9])],
    promptLogs,
    top: [
      readTop(choice({ logprobs: { top_logprobs: [{ ')': -0.1, x: -3 }, { y: -1 }] } })),
      readTop(choice({ logprobs: { content: [{ top_logprobs: [{ token: ')', logprob: -0.1 }] }] } })),
      readTop(choice({ logprobs: null })),
    ],
    written: ['length', 'stop', null].map((finish_reason) =>
      readWritten(choice({ text: 'x', finish_reason })),
    ),
    message: readMessage(choice({ message: { content: null }, finish_reason: 'length' })),
  }).toEqual({
    reading: 1,
    echo: [
      { log: -2, characters: 3 },
      { log: -4, characters: 6 },
    ],
    promptLogs: { log: -2, characters: 3 },
    top: [
      [
        [')', -0.1],
        ['x', -3],
      ],
      [[')', -0.1]],
      [],
    ],
    written: [
      { text: 'x', isEnd: false },
      { text: 'x', isEnd: true },
      { text: 'x', isEnd: true },
    ],
    message: { text: '', isEnd: false },
  });
});

const echoed = (tokens: string[], token_logprobs: unknown[], text = `${prompt}x`) => ({
  choices: [{ text, logprobs: { tokens, token_logprobs } }],
});
const [whole, logs] = [
  [...tokens, 'x'],
  [null, -1, -1, -1],
];

it.each<[string, unknown]>([
  ['without choices', { choices: [] }],
  ['with another text', echoed(whole, logs, 'def g(x')],
  ['with fewer tokens than the text has', echoed(tokens, logs.slice(1))],
  ['with NaN, which some write as a word', echoed(whole, [null, 'NaN', -1, -1])],
  ['with null in the middle', echoed(whole, [null, -1, null, -1])],
  ['with a probability above 1', echoed(whole, [null, -1, 0.5, -1])],
  ['of another kind', 'yes'],
])('refuses an echo %s', (_, answer) => {
  expect(() => readEcho(prompt, answer)).toThrow(
    /^Expected an answer with the prompt with a log-prob.*, got /,
  );
});

/** Readers of an answer that contains the figure. */
const readers = {
  echo: (logprob: unknown) => () => readEcho(prompt, echoed(whole, [null, -1, logprob, -1])),
  'the first of an echo': (logprob: unknown) => () => readEcho(prompt, echoed(whole, [logprob, -1, -1, -1])),
  prompt_logprobs: (logprob: unknown) => () =>
    readPromptLogs(prompt, {
      choices: [
        {
          prompt_logprobs: [
            null,
            { 1: { logprob, decoded_token: ' f' } },
            { 2: { logprob: -1, decoded_token: '(' } },
          ],
        },
      ],
    }),
};
const likeliest = {
  named: (logprob: unknown) => () =>
    readTop({ choices: [{ logprobs: { top_logprobs: [{ ')': logprob }] } }] }),
  listed: (logprob: unknown) => () =>
    readTop({ choices: [{ logprobs: { content: [{ top_logprobs: [{ token: ')', logprob }] }] } }] }),
};

describe.each(Object.entries(readers))('ln p of %s', (_, read) => {
  it.each([-1e308, -10_001, 0.5, Number.NEGATIVE_INFINITY, Number.NaN, '-1', []])(
    'is refused if it is %s',
    (logprob) => {
      expect(read(logprob)).toThrow(expect.objectContaining({ code: 'ENDPOINT_ANSWER' }));
    },
  );

  it('may be that of a probability of 0, as vLLM writes it: the sum is finite', () => {
    expect(Math.abs(read(-9999)().log + 9999)).toBeLessThan(4);
    expect(Math.abs(read(-0)().log)).toBeLessThan(4);
  });
});

describe.each(Object.entries(likeliest))('ln p of the likeliest, %s', (_, read) => {
  it.each([-(2 ** 129), 0.5, Number.NaN, '-1', null])('is refused if it is %s', (logprob) => {
    expect(read(logprob)).toThrow(expect.objectContaining({ code: 'ENDPOINT_ANSWER' }));
  });

  it('may be the lowest float32, as llama.cpp writes it', () => {
    expect(read(-3.4028234663852886e38)()).toEqual([[')', -3.4028234663852886e38]]);
  });
});

it.each<[string, unknown]>([
  ['17 choices', Array(17).fill({ text: 'x' })],
  ['a text of more than a MiB', [{ text: 'x'.repeat(2 ** 20 + 1) }]],
  ['a reason of 5,000 characters', [{ text: 'x', finish_reason: 'x'.repeat(5000) }]],
  [
    '1,001 likeliest tokens',
    [{ logprobs: { content: [{ top_logprobs: Array(1001).fill({ token: 'x', logprob: -9 }) }] } }],
  ],
  [
    '1,001 names',
    [{ logprobs: { top_logprobs: [Object.fromEntries(Array.from({ length: 1001 }, (_, n) => [n, -9]))] } }],
  ],
  ['no likeliest tokens', [{ logprobs: { top_logprobs: [] } }]],
  ['5,000 layers', [JSON.parse(`${'['.repeat(5000)}${']'.repeat(5000)}`)]],
])('refuses %s', (_, choices) => {
  for (const read of [readWritten, readMessage, readTop])
    expect(() => read({ choices })).toThrow(expect.objectContaining({ code: 'ENDPOINT_ANSWER' }));
});
