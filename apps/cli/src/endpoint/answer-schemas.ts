import { z } from 'zod';

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
export const likeliestSchema = z.array(z.tuple([textSchema, topLogSchema])).max(MOST_LIKELY);
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
