import type { LoadCorpusOptions } from '@longrange/corpus';
import { z } from 'zod';

/**
 * How the corpus is split; a test holds these defaults against the corpus package's own. `test` and `seed` have a meaning for
 * `document` only.
 */
const splitSchema = z.strictObject({
  /** `document`: whole documents by a stable hash. `contiguous`: first part, last part, as the reference does. */
  kind: z.enum(['document', 'contiguous']).default('document'),
  validation: z.number().min(0).lt(1).default(0.05),
  test: z.number().min(0).lt(1).default(0.05),
  seed: z.int().nonnegative().default(69),
});

/** What `loadCorpus` of `@longrange/corpus` gets. */
export const corpusConfigSchema = z.strictObject({
  /** Folders, globs, files, archives, or `stdlib`. */
  sources: z.array(z.string().min(1)).min(1).default(['stdlib']),
  extensions: z.array(z.string().min(1)).min(1).default(['.py']),
  /** `reference`, `unicode`, or characters allowed besides the reference's. */
  charset: z.string().default('reference'),
  split: splitSchema.prefault({}),
});

export type CorpusConfig = z.output<typeof corpusConfigSchema>;

/** The same as `loadCorpus` takes it. */
export function corpusOptions({ split, ...rest }: CorpusConfig): LoadCorpusOptions {
  const { kind, validation } = split;
  return { ...rest, split: kind === 'contiguous' ? { kind, validation } : { ...split, kind } };
}
