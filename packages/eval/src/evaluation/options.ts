import type { SyntaxParser, TextDocument } from '@longrange/code';
import { isParser } from '@longrange/code/internal';
import { LongrangeError, parseOptions } from '@longrange/errors';
import { z } from 'zod';
import type { EvaluatedModel } from '../models/language-model.ts';
import { FURTHEST, type Furthest, USUAL_FURTHEST } from '../probes/farther.ts';
import { type Suite, type SuiteName, suites } from './suites.ts';

/** What the command line takes, too, where nothing is asked for. */
export const evaluationDefaults = {
  suite: 'full',
  temperature: 0.8,
  maxCharacters: 1_000_000,
  maxDistance: USUAL_FURTHEST as Furthest,
  seed: 0,
} as const;

/** One of the stages that `evaluate` goes through, one after the other. */
export interface EvaluateProgress {
  /** What is being done, in words. */
  readonly stage: string;
  /** Share of this stage that is done, from 0 to 1; it begins at 0 again with each stage. */
  readonly share: number;
}

/** What `evaluate` measures, on what, and how thoroughly. */
export interface EvaluateOptions {
  /** Sound code that the model was not trained on: what is asked about, and what its samples are held against. */
  readonly documents: readonly TextDocument[];
  /**
   * What the model was trained on. A 20-gram of it is measured beside the model, and what samples copied from it is counted; without it there
   * is neither.
   */
  readonly training?: readonly TextDocument[];
  /** How much is measured: `full` (the default), `quick`, or sizes of one's own. */
  readonly suite?: SuiteName | Suite;
  /** At which texts are sampled, 0.8 if not given: 1 is what the model learned. */
  readonly temperature?: number;
  /** Most characters of `documents` to read, 1,000,000 if not given: whole documents, chosen by a hash of their names. */
  readonly maxCharacters?: number;
  /**
   * Up to how many characters back dependencies are asked about and prompts are open: 4,096 if not given, or 8,192, 16,384 or 32,768, for a model that can read
   * so far. What is nearer is the same in all, and so is what it costs; farther items are fewer, and of all `documents` within `maxCharacters`.
   */
  readonly maxDistance?: Furthest;
  /** Of all random choices, 0 if not given. */
  readonly seed?: number;
  /** Of the language of the documents; Python if not given. The caller disposes of it. */
  readonly parser?: SyntaxParser;
  /** Told what is being done, and how much of it is done. */
  readonly onProgress?: (progress: EvaluateProgress) => void;
}

const documentsSchema = z.array(z.object({ name: z.string(), text: z.string() }));
const positive = z.int().min(1);

const suiteSchema = z.union([
  z.enum(Object.keys(suites)),
  z.object({
    samples: z.object({ count: positive, length: positive }),
    temperatures: z.object({ count: z.int().min(0), at: z.array(z.number().min(0)) }),
    probes: z.looseObject({ maxCharacters: positive, swaps: z.object({ perBucket: positive }) }),
    excerpts: z.object({ lead: z.int().min(0) }),
    completions: z.looseObject({ length: positive }),
    swaps: z.object({
      perBucket: positive,
      length: positive,
      temperatures: z.array(z.number().min(0)),
    }),
  }),
]);

const optionsSchema = z.strictObject({
  documents: documentsSchema.min(1),
  training: documentsSchema.min(1).optional(),
  suite: z.custom<SuiteName | Suite>((value) => suiteSchema.safeParse(value).success, {
    error: `to be ${Object.keys(suites).join(', ')}, or sizes such as \`suites.quick\` has`,
  }),
  temperature: z.number().min(0),
  maxCharacters: positive,
  maxDistance: z.literal(FURTHEST),
  seed: z
    .int()
    .min(0)
    .max(2 ** 32 - 1),
  parser: z.custom<SyntaxParser>(isParser, 'to be a parser, as createParser gives it').optional(),
  onProgress: z
    .custom<NonNullable<EvaluateOptions['onProgress']>>(
      (value) => typeof value === 'function',
      'to be a function',
    )
    .optional(),
});

export type CheckedOptions = z.output<typeof optionsSchema>;

/** @throws LongrangeError `EVALUATE_OPTIONS`, `EVALUATE_MODEL` (exit code 2) */
export function checkOptions(model: EvaluatedModel, options: EvaluateOptions): CheckedOptions {
  for (const method of ['score', 'predict', 'continuations', 'complete'] as const) {
    if (typeof model?.[method] !== 'function') throw noModel(method);
  }
  const isObject = typeof options === 'object' && options !== null && !Array.isArray(options);
  const input = isObject ? { ...evaluationDefaults, ...options } : options;
  return parseOptions(optionsSchema, input, { code: 'EVALUATE_OPTIONS', subject: 'options of evaluate' });
}

function noModel(method: string): LongrangeError {
  return new LongrangeError({
    code: 'EVALUATE_MODEL',
    message: `Expected a model with the methods \`score\`, \`predict\`, \`continuations\` and \`complete\`, got one without \`${method}\`.`,
    hint: 'fromNextCharacter(fn, { alphabet }) makes one from a function.',
    exitCode: 2,
  });
}
