import { LongrangeError } from '@longrange/errors';
import type { TextLog } from '@longrange/eval/internal/node';
import { z } from 'zod';

/**
 * Version of the readings of answers, which are cached instead of the answers. Raise it if a change here reads a different figure or text
 * from the same answer: all questions are then asked again. Changed questions need no new version, as the cache key contains everything
 * that was sent; most releases of longrange change neither.
 */
export const READING = 1;

/** Reads a completion. @throws LongrangeError `ENDPOINT_ANSWER`, like all readers here */
export function readWritten(answer: unknown): Written {
  const { text, finish_reason } = parse(completionSchema, answer, 'a text').choices[0]!;
  return { text, isEnd: finish_reason !== 'length' };
}

export function readMessage(answer: unknown): Written {
  const { message, finish_reason } = parse(chatSchema, answer, 'a message').choices[0]!;
  return { text: message.content ?? '', isEnd: finish_reason !== 'length' };
}

/** Reads an answer that repeats the prompt (`echo`) and continues it. */
export function readEcho(prompt: string, answer: unknown): TextLog {
  const expected = 'the prompt with a log-probability for each of its tokens but the first';
  const { text, logprobs } = parse(echoSchema, answer, expected).choices[0]!;
  const { tokens, token_logprobs: logs } = logprobs;
  // If a server leaves out the last token, all log-probabilities are in the wrong places.
  const isWhole = tokens.length === logs.length && (!isPlain(text) || isMadeOf(text, tokens));
  if (!text.startsWith(prompt) || !isWhole) throw invalid(expected, { text, tokens: tokens.length });
  const own = tokensOf(prompt, tokens);
  for (const listed of logprobs.top_logprobs?.slice(0, own) ?? [])
    refuseMoreThanAll(Object.entries(listed ?? {}));
  const given = logs.slice(1, own);
  if (own < 1 || given.includes(null)) throw invalid(expected, logs.slice(0, own));
  return {
    log: sum(given as number[]) + (logs[0] ?? 0),
    characters:
      logs[0] === null ? prompt.length - charactersOfFirst(prompt, tokens.slice(1, own)) : prompt.length,
  };
}

/** Reads an answer with vLLM's `prompt_logprobs`. */
export function readPromptLogs(prompt: string, answer: unknown): TextLog {
  const expected = '`prompt_logprobs` with an entry for each token but the first';
  const [first, ...entries] = parse(promptSchema, answer, expected).choices[0]!.prompt_logprobs;
  const tokens = entries.map((entry) => Object.values(entry ?? {}));
  // With `prompt_logprobs: 0` an entry holds only the prompt's own token.
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

/** Returns the likeliest next tokens with their log-probabilities; none if the likeliest is part of a character, about which llama.cpp reports nothing. */
export function readTop(answer: unknown): [string, number][] {
  const { logprobs } = parse(topSchema, answer, 'the likeliest next tokens').choices[0]!;
  if (logprobs === null) return [];
  const listed: [string, number][] =
    'top_logprobs' in logprobs
      ? Object.entries(logprobs.top_logprobs[0]!)
      : (logprobs.content[0]?.top_logprobs ?? []).map(({ token, logprob }) => [token, logprob]);
  refuseMoreThanAll(listed);
  return listed;
}

/** Tolerance for a sum of probabilities: logarithms rounded to bfloat16 move that of a few tokens by up to 0.004. */
const SUM_TOLERANCE = 0.01;

function sumsToOneAtMost(listed: readonly (readonly [string, number])[]): boolean {
  return sum(listed.map(([, log]) => Math.exp(log))) <= 1 + SUM_TOLERANCE;
}

/** @throws LongrangeError `ENDPOINT_PROBABILITIES` for tokens that together have more than all of the probability */
function refuseMoreThanAll(listed: readonly [string, number][]): void {
  if (sumsToOneAtMost(listed)) return;
  const total = sum(listed.map(([, log]) => Math.exp(log)));
  const tokens = listed.slice(0, 5).map(([token]) => JSON.stringify(token.slice(0, 20)));
  throw new LongrangeError({
    code: 'ENDPOINT_PROBABILITIES',
    message: `Expected the probabilities of the likeliest tokens to sum to at most 1, got ${Number(total.toPrecision(4))} for ${tokens.join(', ')}${listed.length > 5 ? ', …' : ''}.`,
    hint: 'the server must report natural logarithms of the probabilities of all tokens; no figure of this one would mean anything.',
  });
}

/** Returns how many of the tokens of prompt and continuation make up the prompt. A beginning-of-document token may come first. */
function tokensOf(prompt: string, tokens: readonly string[]): number {
  let length = isMadeOf(prompt, tokens, true) ? 0 : -tokens[0]!.length;
  const count = tokens.findIndex((token) => {
    if (length >= prompt.length) return true;
    length += token.length;
    return false;
  });
  return count < 0 ? tokens.length : count;
}

/** Returns the number of characters of a first token without a probability: those that the other tokens do not cover. */
function charactersOfFirst(prompt: string, others: readonly string[]): number {
  const rest = others.join('');
  // Tokens that are parts of characters do not match the prompt. Assuming a long first token errs toward too many bits, not too few.
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

/** Returns true if no tokenizer splits any character of the text. */
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

/** Error for an answer of the wrong form, or with an impossible figure. */
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
    return 'JSON nested thousands of levels deep';
  }
}

/**
 * Range of ln p for a token of a text: vLLM writes −9,999 for a probability of 0, and float32 cannot tell anything below e^−104 from 0. Sums of such
 * values stay finite and meaningful.
 */
const logSchema = z.number().min(-10_000).max(1e-3);
/** Range of ln p for one of the likeliest tokens: llama.cpp writes the lowest float32 for a probability of 0. These logarithms are never added up. */
const topLogSchema = z
  .number()
  .min(-(2 ** 128))
  .max(1e-3);
/** Maximum length of a text in characters, and so in tokens: more than any text in a question. */
const MOST = 2 ** 20;
/** Maximum number of likeliest tokens: more than requested, as some servers add the token of the text. */
const MOST_LIKELY = 1000;
const sumSchema = z
  .number()
  .min(-10_000 * MOST)
  .max(1e-3 * MOST);
const textSchema = z.string().max(MOST);
const wordSchema = z.string().max(4096);

/** List of choices; requests ask for one. */
function choicesOf<T extends z.ZodType>(choice: T) {
  return z.object({ choices: z.array(choice).min(1).max(16) });
}

export const completionSchema = choicesOf(
  z.object({ text: textSchema, finish_reason: wordSchema.nullish() }),
);
export const chatSchema = choicesOf(
  z.object({
    message: z.object({ content: textSchema.nullish() }),
    finish_reason: wordSchema.nullish(),
  }),
);
export const echoSchema = choicesOf(
  z.object({
    text: textSchema,
    logprobs: z.object({
      tokens: z.array(textSchema).max(MOST),
      token_logprobs: z.array(logSchema.nullable()).max(MOST),
      // Not needed, and so not refused in another form.
      top_logprobs: z.array(z.record(textSchema, z.number()).nullable()).optional().catch(undefined),
    }),
  }),
);
export const promptSchema = choicesOf(
  z.object({
    prompt_logprobs: z
      .array(z.record(wordSchema, z.object({ logprob: logSchema, decoded_token: textSchema })).nullable())
      .max(MOST),
  }),
);
export const topSchema = choicesOf(
  z.object({
    logprobs: z.union([
      z.null(),
      z.object({
        top_logprobs: z.array(z.record(textSchema, topLogSchema).refine(isFew)).min(1).max(MOST),
      }),
      z.object({
        content: z
          .array(
            z.object({
              top_logprobs: z
                .array(z.object({ token: textSchema, logprob: topLogSchema }))
                .min(1)
                .max(MOST_LIKELY),
            }),
          )
          .max(MOST),
      }),
    ]),
  }),
);

/** Text that a model wrote; `isEnd` if the model ended it itself. */
export const writtenSchema = z.strictObject({ text: textSchema, isEnd: z.boolean() });
export type Written = z.output<typeof writtenSchema>;
export const likeliestSchema = z
  .array(z.tuple([textSchema, topLogSchema]))
  .max(MOST_LIKELY)
  .refine(sumsToOneAtMost);
/** Likelihood of a text: `log` in nats, over `characters`: all of them, or without those of the first token if no token precedes it. */
export function textLogSchema(prompt: string) {
  return z.strictObject({ log: sumSchema, characters: z.int().min(0).max(prompt.length) });
}
/** Answer about the first text: its likelihood, or the likeliest next tokens with their log-probabilities. */
export const firstSchema = z.union([
  z.strictObject({ log: sumSchema }),
  z.strictObject({ likeliest: likeliestSchema.min(1) }),
]);
export type FirstAnswer = z.output<typeof firstSchema>;

/** Reads a kept answer. Returns undefined if it has been damaged since; the question is then asked again. */
export function decodeKept<T>(schema: z.ZodType<T>, kept: unknown): T | undefined {
  try {
    return typeof kept === 'string' ? schema.safeParse(JSON.parse(kept)).data : undefined;
  } catch {
    return undefined;
  }
}

function isFew(record: object): boolean {
  return Object.keys(record).length <= MOST_LIKELY;
}
