import { LongrangeError } from '@longrange/errors';
import type { z } from 'zod';
import { chatSchema, completionSchema, echoSchema, promptSchema, topSchema } from './answer-schemas.ts';

/**
 * Version of what is made of answers, which is what is kept of them. Raise it when something here takes another figure or another text from the same answer: what was kept is then asked again. What
 * is asked needs no number, as answers are kept by all that was sent; nor do most releases of longrange change either.
 */
export const READING = 1;

/** What a server tells of a text that it was given. */
export interface TextLog {
  /** ln of the probability of its tokens, as the tokeniser cuts it. */
  readonly log: number;
  /** Characters that this is of: all but those of the first token, where nothing stands before that. */
  readonly characters: number;
}

/** What a server said of the first text: how likely it is, or the likeliest next tokens with theirs. */
export type FirstAnswer =
  | Pick<TextLog, 'log'>
  | { readonly likeliest: readonly (readonly [string, number])[] };

/** What a model wrote. */
export interface Written {
  readonly text: string;
  /** Whether it came to an end by itself. */
  readonly isEnd: boolean;
}

/** @throws LongrangeError `ENDPOINT_ANSWER`, as all of these */
export function readWritten(answer: unknown): Written {
  const { text, finish_reason } = parse(completionSchema, answer, 'a text').choices[0]!;
  return { text, isEnd: finish_reason !== 'length' };
}

export function readMessage(answer: unknown): Written {
  const { message, finish_reason } = parse(chatSchema, answer, 'a message').choices[0]!;
  return { text: message.content ?? '', isEnd: finish_reason !== 'length' };
}

/** Of an answer that begins with the prompt (`echo`) and goes on. */
export function readEcho(prompt: string, answer: unknown): TextLog {
  const expected = 'the prompt with a log-probability for each of its tokens but the first';
  const { text, logprobs } = parse(echoSchema, answer, expected).choices[0]!;
  const { tokens, token_logprobs: logs } = logprobs;
  // A server that leaves out the last one has them all in the wrong places.
  const isWhole = tokens.length === logs.length && (!isPlain(text) || isMadeOf(text, tokens));
  if (!text.startsWith(prompt) || !isWhole) throw invalid(expected, { text, tokens: tokens.length });
  const own = tokensOf(prompt, tokens);
  const given = logs.slice(1, own);
  if (own < 1 || given.includes(null)) throw invalid(expected, logs.slice(0, own));
  return {
    log: sum(given as number[]) + (logs[0] ?? 0),
    characters:
      logs[0] === null ? prompt.length - charactersOfFirst(prompt, tokens.slice(1, own)) : prompt.length,
  };
}

/** Of an answer with vLLM's `prompt_logprobs`. */
export function readPromptLogs(prompt: string, answer: unknown): TextLog {
  const expected = '`prompt_logprobs` with an entry for each token but the first';
  const [first, ...entries] = parse(promptSchema, answer, expected).choices[0]!.prompt_logprobs;
  const tokens = entries.map((entry) => Object.values(entry ?? {}));
  // With `prompt_logprobs: 0` there is none beside the prompt's own.
  if (first !== null || tokens.some(({ length }) => length !== 1))
    throw invalid(expected, entries.slice(0, 2));
  return {
    log: sum(tokens.map(([one]) => one!.logprob)),
    characters:
      prompt.length -
      charactersOfFirst(
        prompt,
        tokens.map(([one]) => one!.decoded_token),
      ),
  };
}

/** The likeliest next tokens with their log-probabilities. None where the likeliest one is a part of a character, of which llama.cpp tells nothing. */
export function readTop(answer: unknown): [string, number][] {
  const { logprobs } = parse(topSchema, answer, 'the likeliest next tokens').choices[0]!;
  if (logprobs === null) return [];
  if ('top_logprobs' in logprobs) return Object.entries(logprobs.top_logprobs[0]!);
  return (logprobs.content[0]?.top_logprobs ?? []).map(({ token, logprob }) => [token, logprob]);
}

/** How many tokens make up the prompt, of those that go on. What begins a document may come first. */
function tokensOf(prompt: string, tokens: readonly string[]): number {
  let length = isMadeOf(prompt, tokens, true) ? 0 : -tokens[0]!.length;
  const count = tokens.findIndex((token) => {
    if (length >= prompt.length) return true;
    length += token.length;
    return false;
  });
  return count < 0 ? tokens.length : count;
}

/** Characters of a first token whose probability nobody tells: what the others leave over. */
function charactersOfFirst(prompt: string, others: readonly string[]): number {
  const rest = others.join('');
  // Parts of characters look like other ones. So many at least makes the bits too many, not too few.
  return prompt.endsWith(rest) ? prompt.length - rest.length : Math.min(prompt.length, UNSURE);
}

const UNSURE = 32;

function isMadeOf(text: string, tokens: readonly string[], mayGoOn = false): boolean {
  return [tokens, tokens.slice(1)].some((own, index) => {
    const joined = own.join('');
    if (mayGoOn && index === 1) return false;
    return mayGoOn ? joined.startsWith(text) : joined === text;
  });
}

/** Of characters that no tokeniser cuts. */
function isPlain(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII.
  return /^[\x00-\x7f]*$/.test(text);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function parse<T>(schema: z.ZodType<T>, answer: unknown, expected: string): T {
  const read = schema.safeParse(answer);
  if (!read.success) throw invalid(expected, answer);
  return read.data;
}

/** The error for an answer that is none, or that no figure can be. */
export function invalid(expected: string, got: unknown): LongrangeError {
  const words = jsonOf(got);
  return new LongrangeError({
    code: 'ENDPOINT_ANSWER',
    message: `Expected an answer with ${expected}, got ${words.length > 200 ? `${words.slice(0, 200)}…` : words}.`,
  });
}

function jsonOf(value: unknown): string {
  try {
    return JSON.stringify(value) ?? 'nothing';
  } catch {
    return 'JSON in thousands of layers';
  }
}
