import { z } from 'zod';
import { subjectSchema } from '../metrics/subject-schema.ts';
import { atTemperatureSchema } from '../metrics/temperatures/at-temperature.ts';
import { bitsPerCharacterSchema, probesSchema } from '../probes/schema.ts';
import { count, estimateSchema } from '../statistics/shapes.ts';
import { testedDifferenceSchema } from './tested-schema.ts';

/** Version of `result.json`. Raise it when a field changes its meaning, goes away, or is added and required. */
export const RESULT_FORMAT_VERSION = 5;

/** One line of the training curve. */
export const curvePointSchema = z.object({
  step: count,
  characters: count,
  trainBits: z.number().nullable(),
  validationBits: z.number().nullable(),
});

/** What a held-out split has in common with the training text, to the letter. */
export const contaminationSchema = z.object({
  split: z.enum(['validation', 'test', 'projects']),
  /** Code points looked at. */
  characters: count,
  /** How many of them lie in stretches of so many characters and more that occur in a document of the training split. */
  copies: z.array(z.object({ minimum: count, characters: count })),
});

/** What held-out code was measured under other names, and what they cost. */
export const renamingSchema = z.object({
  /** Of the draw of names. */
  seed: z.number(),
  documents: count,
  /** Those that a document binds itself and that were replaced: of each document once. */
  names: count,
  /** Of all documents, and those of them in names that were replaced. */
  characters: z.object({ all: count, renamed: count }),
  /** Documents that kept their names because they do not parse. */
  untouched: count,
  predictors: z.array(
    z.object({
      predictor: z.string(),
      /** Bits per character, the state carried. */
      asWritten: z.number(),
      renamed: z.number(),
      /** By how much the renamed code takes more, with its 95 % interval over documents. */
      difference: estimateSchema,
    }),
  ),
});

/** The model under test. Of one that was given as a function no more than its name is known. */
const evaluatedModelSchema = z.object({
  run: z.string(),
  description: z.string(),
  checkpoint: z.string().optional(),
  step: count.optional(),
  charactersSeen: count.optional(),
  parameters: count.optional(),
  sha256: z.string().optional(),
  /** Of a model behind an endpoint: what is not measured, and why, in sentences. */
  leftOut: z.array(z.string()).optional(),
});

/** The Zod schema of `result.json`; `parseResult` reads one with it. */
export const resultSchema = z.object({
  format: z.literal('longrange-result'),
  formatVersion: z.literal(RESULT_FORMAT_VERSION),
  createdAt: z.iso.datetime(),
  versions: z.record(z.string(), z.string()),
  /** How to get this result again: command line, seeds, parser engine and why, compute engine and why. */
  provenance: z.object({
    command: z.string(),
    seeds: z.record(z.string(), z.number()),
    parserEngine: z.string(),
    parserReason: z.string(),
    engine: z.string().nullable(),
    engineReason: z.string().nullable(),
    threads: count.nullable(),
    corpusSha256: z.string().nullable(),
    /** How many characters of how many of the training text the n-gram was trained on. */
    ngram: z.object({ characters: count, of: count }).optional(),
    sampling: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])).nullable(),
  }),
  /** Of the code that was measured. */
  language: z.object({ id: z.string(), name: z.string() }),
  /** The model under test; null for `--text` without a model. */
  model: evaluatedModelSchema.nullable(),
  training: z.array(curvePointSchema),
  subjects: z.array(subjectSchema).min(1),
  bitsPerCharacter: z.array(bitsPerCharacterSchema),
  /** The same samples in brief, and others at temperatures at which nothing else is measured; empty where there are none. */
  temperatures: z.array(atTemperatureSchema),
  /** Of the corpus that the model was trained on; null where there is no model. */
  contamination: z.array(contaminationSchema).nullable(),
  /** Where held-out code was measured under other names. */
  renaming: renamingSchema.nullable().optional(),
  /** Metrics 10 to 17, where there is a model. */
  probes: probesSchema.nullable(),
  /** The model against real code, n-gram and other predictors, its state carried against reset; empty without a model. */
  comparisons: z.array(testedDifferenceSchema),
  /** How many p-values are corrected together, as one family: those of `comparisons` and of `probes.units`. */
  tests: count,
});
/** A point of a curve over distances, with its 95 % interval. */
export type CurvePoint = z.infer<typeof curvePointSchema>;
/** What other names cost, as `result.json` has it. */
export type Renaming = z.infer<typeof renamingSchema>;
/** A measured subject or model, as `result.json` has it. */
export type Result = z.infer<typeof resultSchema>;
