import { z } from 'zod';
import { subjectSchema } from '../metrics/subject-schema.ts';
import { atTemperatureSchema } from '../metrics/temperatures/at-temperature.ts';
import { bitsPerCharacterSchema, probesSchema } from '../probes/schema.ts';
import { count, estimateSchema } from '../statistics/shapes.ts';
import { testedDifferenceSchema } from './correct-tests.ts';

/** Version of `result.json`. Raise it if a field changes its meaning or is removed, or if a required field is added. */
export const RESULT_FORMAT_VERSION = 8;

/** One line of the training curve. */
export const curvePointSchema = z.object({
  step: count,
  characters: count,
  trainBits: z.number().nullable(),
  validationBits: z.number().nullable(),
});

/** Verbatim overlap of a held-out split with the training text. */
export const contaminationSchema = z.object({
  split: z.enum(['validation', 'test', 'projects']),
  /** Number of code points examined. */
  characters: count,
  /** Number of these in passages of at least `minimum` characters that occur in a document of the training split. */
  copies: z.array(z.object({ minimum: count, characters: count })),
});

/** Renaming of the held-out code, and its cost. */
export const renamingSchema = z.object({
  /** Seed of the draw of names. */
  seed: z.number(),
  documents: count,
  /** Number of names bound by the document itself that were replaced, each counted once per document. */
  names: count,
  /** Number of characters in all documents, and in replaced names. */
  characters: z.object({ all: count, renamed: count }),
  /** Number of documents that kept their names because they do not parse. */
  untouched: count,
  predictors: z.array(
    z.object({
      predictor: z.string(),
      /** Bits per character with the state carried. */
      asWritten: z.number(),
      renamed: z.number(),
      /** Additional bits per character of the renamed code, with the 95 % interval over documents. */
      difference: estimateSchema,
    }),
  ),
});

/** The evaluated model. If it was given as a function, only its name is known. */
const evaluatedModelSchema = z.object({
  run: z.string(),
  description: z.string(),
  checkpoint: z.string().optional(),
  step: count.optional(),
  charactersSeen: count.optional(),
  parameters: count.optional(),
  /** Time limit that ended the training, if one did. */
  endedAfterMinutes: z.number().optional(),
  sha256: z.string().optional(),
  /** Sentences that state what could not be measured for a model behind an endpoint, and why. */
  leftOut: z.array(z.string()).optional(),
});

/** The Zod schema of `result.json`; `parseResult` reads one with it. */
export const resultSchema = z.object({
  format: z.literal('longrange-result'),
  formatVersion: z.literal(RESULT_FORMAT_VERSION),
  createdAt: z.iso.datetime(),
  versions: z.record(z.string(), z.string()),
  /** Origin of the result, for reproducing it: command line, seeds, and the compute engine with the reason for it. */
  provenance: z.object({
    command: z.string(),
    seeds: z.record(z.string(), z.number()),
    engine: z.string().nullable(),
    engineReason: z.string().nullable(),
    threads: count.nullable(),
    corpusSha256: z.string().nullable(),
    /** Number of characters that the n-gram was trained on, of those in the training text. */
    ngram: z.object({ characters: count, of: count }).optional(),
    sampling: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])).nullable(),
  }),
  /** Language of the measured code. */
  language: z.object({ id: z.string(), name: z.string() }),
  /** The evaluated model; null for `--text` without a model. */
  model: evaluatedModelSchema.nullable(),
  training: z.array(curvePointSchema),
  subjects: z.array(subjectSchema).min(1),
  bitsPerCharacter: z.array(bitsPerCharacterSchema),
  /** Summary of the same samples and of those at other temperatures; empty if there are none. */
  temperatures: z.array(atTemperatureSchema),
  /** Contamination by the corpus that the model was trained on; null without a model. */
  contamination: z.array(contaminationSchema).nullable(),
  /** Cost of renaming, if held-out code was renamed. */
  renaming: renamingSchema.nullable().optional(),
  /** Metrics 10 to 17; null without a model. */
  probes: probesSchema.nullable(),
  /** Tests of the model against real code, the n-gram and other predictors, and of its carried state against the reset one; empty without a model. */
  comparisons: z.array(testedDifferenceSchema),
  /** Number of p-values corrected together, as one family: those of `comparisons` and of `probes.units`. */
  tests: count,
});
/** A point of a curve over distances, with its 95 % interval. */
export type CurvePoint = z.infer<typeof curvePointSchema>;
/** Cost of renaming, as stored in `result.json`. */
export type Renaming = z.infer<typeof renamingSchema>;
// An interface, like other large types of schemas: documentation and editors then show its name instead of all its fields.
/** Result of an evaluation, as stored in `result.json`. */
export interface Result extends z.infer<typeof resultSchema> {}
