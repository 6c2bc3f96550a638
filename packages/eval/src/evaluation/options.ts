import { LANGUAGES, type Language, type TextDocument } from '@longrange/code';
import { isLanguage, languageById, languageOfExtension } from '@longrange/code/internal';
import { checkDocuments, describeValue, LongrangeError, parseOptions } from '@longrange/errors';
import { z } from 'zod';
import { documentsSchema } from '../metrics/measure-subject.ts';
import { callback } from '../models/check-texts.ts';
import type { EvaluatedModel } from '../models/language-model.ts';
import { MAX_DISTANCES, type MaxDistance, USUAL_MAX_DISTANCE } from '../probes/farther.ts';
import { type Suite, type SuiteName, suiteSchema, suites } from './suites.ts';

/** Defaults, shared with the command line. */
export const evaluationDefaults = {
  suite: 'full',
  temperature: 0.8,
  maxCharacters: 1_000_000,
  maxDistance: USUAL_MAX_DISTANCE as MaxDistance,
  seed: 0,
} as const;

/** Progress of the current stage of `evaluate`. */
export interface EvaluateProgress {
  /** Current stage, in words. */
  readonly stage: string;
  /** Share of this stage that is done, from 0 to 1; it restarts at 0 with each stage. */
  readonly share: number;
}

/** Options of `evaluate`. */
export interface EvaluateOptions {
  /** Sound code that the model was not trained on: the subject of the questions, and the standard for its samples. */
  readonly documents: readonly (string | TextDocument)[];
  /**
   * Text that the model was trained on. If given, a 20-gram of it is measured beside the model, and what samples copy from it is counted.
   */
  readonly training?: readonly (string | TextDocument)[];
  /** Amount to measure: `full` (the default), `quick`, or custom sizes. */
  readonly suite?: SuiteName | Suite;
  /** Temperature of samples, 0.8 by default; 1 is the distribution that the model learned. */
  readonly temperature?: number;
  /**
   * Maximum number of characters of `documents` to score, 1,000,000 by default: whole documents, chosen by a hash of their names. Minimal pairs and
   * prompts are drawn from up to ten times as many.
   */
  readonly maxCharacters?: number;
  /**
   * Maximum distance in characters of the dependencies to probe and of the open ends of prompts: 4,096 by default, or 8,192, 16,384 or
   * 32,768 for a model that can read that far. Nearer items, and their cost, do not change; farther items are fewer, and come from all
   * `documents` that items are drawn from.
   */
  readonly maxDistance?: MaxDistance;
  /** Seed of all random choices, 0 by default. */
  readonly seed?: number;
  /** Language of the documents, by id, or one of your own. By default it follows from their file extensions, else it is Python. */
  readonly language?: string | Language;
  /** Receives the current stage and the share of it that is done. */
  readonly onProgress?: (progress: EvaluateProgress) => void;
}

const positive = z.int().min(1);

const anySuiteSchema = z.union([z.enum(Object.keys(suites)), suiteSchema]);

const optionsSchema = z.strictObject({
  documents: documentsSchema.min(1).transform(checkDocuments),
  training: documentsSchema.min(1).transform(checkDocuments).optional(),
  suite: z.custom<SuiteName | Suite>((value) => anySuiteSchema.safeParse(value).success, {
    error: `to be ${Object.keys(suites).join(', ')}, or sizes like those of \`suites.quick\``,
  }),
  temperature: z.number().min(0),
  maxCharacters: positive,
  maxDistance: z.literal(MAX_DISTANCES),
  seed: z
    .int()
    .min(0)
    .max(2 ** 32 - 1),
  language: z
    .custom<string | Language>(
      (value) => (typeof value === 'string' ? languageById(value) !== undefined : isLanguage(value)),
      { error: `to be ${LANGUAGES.map(({ id }) => id).join(', ')} or a language` },
    )
    .optional(),
  onProgress: callback<(progress: EvaluateProgress) => void>(),
});

export type CheckedOptions = z.output<typeof optionsSchema>;

/** @throws LongrangeError `EVALUATE_OPTIONS`, `EVALUATE_MODEL` (exit code 2) */
export function checkOptions(model: EvaluatedModel, options: EvaluateOptions): CheckedOptions {
  for (const method of ['score', 'predict', 'continuations', 'complete'] as const) {
    if (typeof model?.[method] !== 'function')
      throw noModel(
        `the methods \`score\`, \`predict\`, \`continuations\` and \`complete\`, got one without \`${method}\``,
      );
  }
  const { alphabet } = model;
  if (!Array.isArray(alphabet) || !alphabet.every((one) => typeof one === 'string'))
    throw noModel(`an \`alphabet\`, a list of characters, got ${describeValue(alphabet)}`);
  const isObject = typeof options === 'object' && options !== null && !Array.isArray(options);
  const input = isObject ? { ...evaluationDefaults, ...options } : options;
  return parseOptions(optionsSchema, input, { code: 'EVALUATE_OPTIONS', subject: 'options of evaluate' });
}

/** Returns the given language of the documents, or the one of their extensions. @throws LongrangeError `EVALUATE_OPTIONS` (exit code 2) */
export function languageOf({ language, documents }: CheckedOptions): Language {
  if (language !== undefined) return typeof language === 'string' ? languageById(language)! : language;
  const implied = new Set(documents.flatMap(({ path }) => languageOfExtension(path) ?? []));
  const [first = LANGUAGES[0], ...others] = implied;
  if (others.length === 0) return first;
  throw new LongrangeError({
    code: 'EVALUATE_OPTIONS',
    message: `Expected documents of one language, got ${[...implied].map(({ name }) => name).join(' and ')}.`,
    hint: 'leave out those of others, or name the language of all with `language`.',
    exitCode: 2,
  });
}

function noModel(expected: string): LongrangeError {
  return new LongrangeError({
    code: 'EVALUATE_MODEL',
    message: `Expected a model with ${expected}.`,
    hint: 'a network of @longrange/model is one; fromNextCharacter(fn, { alphabet }) makes one from a function.',
    exitCode: 2,
  });
}
