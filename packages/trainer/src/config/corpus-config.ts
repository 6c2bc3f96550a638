import type { LoadCorpusOptions } from '@longrange/corpus';
import { z } from 'zod';
import { parseWithSchema } from './parse-with-schema.ts';

/** How the corpus is split; a test holds these defaults against the corpus package's own. */
const splitSchema = z.strictObject({
  kind: z
    .enum(['document', 'contiguous'])
    .default('document')
    .describe(
      'document: whole documents, by a hash of their paths; contiguous: the first and the last part of the text',
    ),
  validation: z.number().min(0).lt(1).default(0.1).describe('share of the characters for validation'),
  test: z
    .number()
    .min(0)
    .lt(1)
    .default(0.1)
    .describe('share of the characters for the test; with contiguous this is the validation split'),
  seed: z.int().nonnegative().default(17).describe('seed of the hash; contiguous ignores it'),
  groups: z
    .enum(['near', 'none'])
    .default('near')
    .describe(
      'near: documents that share text go into one split; none: each document by itself; contiguous ignores it',
    ),
});

/** What `loadCorpus` of `@longrange/corpus` gets. */
export const corpusConfigSchema = z.strictObject({
  sources: z
    .array(z.string().min(1))
    .min(1)
    .default(['stdlib'])
    .describe(
      'folders, globs, files, zip or tar archives, packages (pypi:NAME==VERSION, npm:NAME@VERSION), named sets (python-80m); stdlib is the Python standard library',
    ),
  extensions: z
    .array(z.string().min(1))
    .min(1)
    .default(['.py'])
    .describe('extensions of the files to read in folders and archives; `*` reads all'),
  charset: z
    .string()
    .default('reference')
    .describe('reference (ASCII), unicode, or the characters to allow besides ASCII'),
  dedupe: z
    .enum(['exact', 'near'])
    .default('exact')
    .describe(
      'exact: keep one of several exact copies; near: of documents that are nearly alike train only on the longest',
    ),
  split: splitSchema.prefault({}),
});

/** The part of a run's configuration that says what it learns from. */
export type CorpusConfig = z.output<typeof corpusConfigSchema>;

/** The same as `loadCorpus` takes it. */
export function corpusOptions(config: CorpusConfig): LoadCorpusOptions {
  const { split, ...rest } = parseWithSchema(corpusConfigSchema, config);
  const { kind, validation } = split;
  return { ...rest, split: kind === 'contiguous' ? { kind, validation } : { ...split, kind } };
}
