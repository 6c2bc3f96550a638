import { z } from 'zod';

/**
 * What a server can mean by ln of a probability, for a token of a text: vLLM writes −9,999 for one of probability 0, and float32 tells none below e^−104 from 0. Sums of
 * them stay finite and mean something.
 */
const logSchema = z.number().min(-10_000).max(1e-3);
/** And for one of the likeliest tokens: llama.cpp writes the lowest float32 for one of probability 0. No sum is made of them. */
const topLogSchema = z
  .number()
  .min(-(2 ** 128))
  .max(1e-3);
/** More than any text that is asked about has, in characters and so in tokens. */
const MOST = 2 ** 20;
/** Of the likeliest tokens; some more than were asked for, as some servers add that of the text. */
const MOST_LIKELY = 1000;
const sumSchema = z
  .number()
  .min(-10_000 * MOST)
  .max(1e-3 * MOST);
const textSchema = z.string().max(MOST);
const wordSchema = z.string().max(4096);

/** One is asked for. */
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

/** The part of an answer that is kept. */
export const writtenSchema = z.strictObject({ text: textSchema, isEnd: z.boolean() });
export const likeliestSchema = z.array(z.tuple([textSchema, topLogSchema])).max(MOST_LIKELY);
export function textLogSchema(prompt: string) {
  return z.strictObject({ log: sumSchema, characters: z.int().min(0).max(prompt.length) });
}
export const firstSchema = z.union([
  z.strictObject({ log: sumSchema }),
  z.strictObject({ likeliest: likeliestSchema.min(1) }),
]);

/** Reads a kept answer; undefined if it was damaged since, so that it is asked again. */
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
