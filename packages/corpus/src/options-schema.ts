import { z } from 'zod';

/** Shapes of the options of this package's public functions; types and defaults are next to their uses. */

const callback = <Argument>() =>
  z.custom<(argument: Argument) => void>((value) => typeof value === 'function', 'to be a function');

const split = z.strictObject({
  kind: z.enum(['document', 'contiguous']).optional(),
  validation: z.number().optional(),
  test: z.number().optional(),
  seed: z.int().min(0).optional(),
  groups: z.enum(['near', 'none']).optional(),
});

export const corpusOptionsSchema = z.strictObject({
  charset: z.string().optional(),
  split: split.optional(),
  dedupe: z.enum(['exact', 'near']).optional(),
});

export const loadCorpusOptionsSchema = corpusOptionsSchema.extend({
  sources: z.array(z.string()),
  extensions: z.array(z.string()).optional(),
  onPackage: callback<unknown>().optional(),
  signal: z.instanceof(AbortSignal).optional(),
});

export const contaminationOptionsSchema = z.strictObject({
  onProgress: callback<number>().optional(),
});

export const encodeOptionsSchema = z.strictObject({ unknown: z.enum(['drop', 'error']).optional() });

const size = z.int().min(1);

export const batcherOptionsSchema = z.strictObject({
  batchSize: size,
  sequenceLength: size,
  ids: z.union([z.instanceof(Uint8Array), z.instanceof(Uint16Array)]),
  documents: z.array(z.object({ path: z.string(), start: z.int().min(0), end: z.int().min(0) })),
  seed: z.int(),
  /** Allowed so that an encoded split can be passed as a whole. */
  unknownCharacters: z.int().optional(),
});

export const streamBatcherOptionsSchema = batcherOptionsSchema.extend({
  beginOfDocument: z.int().min(0).nullish(),
  resetAtDocuments: z.boolean().optional(),
  resetAlways: z.boolean().optional(),
});

export const batcherPlaceSchema = z.object({ epoch: z.int().min(0), batch: z.int().min(0) });
