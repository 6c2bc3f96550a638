import type { LoadCorpusOptions } from '@longrange/corpus';
import { z } from 'zod';

/** How the corpus is split; a test holds these defaults against the corpus package's own. */
const splitSchema = z.strictObject({
  kind: z
    .enum(['document', 'contiguous'])
    .default('document')
    .describe('document: whole documents, by a hash of their paths; contiguous: first part, last part'),
  validation: z.number().min(0).lt(1).default(0.05).describe('share of the characters for validation'),
  test: z
    .number()
    .min(0)
    .lt(1)
    .default(0.05)
    .describe('share of them that no training sees; with contiguous the validation split'),
  seed: z.int().nonnegative().default(69).describe('of the hash; with contiguous of no meaning'),
});

/** What `loadCorpus` of `@longrange/corpus` gets. */
export const corpusConfigSchema = z.strictObject({
  sources: z
    .array(z.string().min(1))
    .min(1)
    .default(['stdlib'])
    .describe('folders, globs, files, zip or tar archives, or stdlib, the Python standard library'),
  extensions: z
    .array(z.string().min(1))
    .min(1)
    .default(['.py'])
    .describe('endings of the files wanted in folders and archives; `*` wants all'),
  charset: z
    .string()
    .default('reference')
    .describe('reference (ASCII), unicode, or characters allowed besides ASCII'),
  split: splitSchema.prefault({}),
});

export type CorpusConfig = z.output<typeof corpusConfigSchema>;

/** The same as `loadCorpus` takes it. */
export function corpusOptions({ split, ...rest }: CorpusConfig): LoadCorpusOptions {
  const { kind, validation } = split;
  return { ...rest, split: kind === 'contiguous' ? { kind, validation } : { ...split, kind } };
}
