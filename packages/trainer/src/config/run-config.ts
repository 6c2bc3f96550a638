import type { LoadCorpusOptions } from '@longrange/corpus';
import { describeIssue, LongrangeError } from '@longrange/errors';
import type { Hyperparameters } from '@longrange/model';
import { hyperparametersSchema, setting } from '@longrange/model/internal';
import { z } from 'zod';
import { type TrainingConfig, trainingConfigSchema } from './training-config.ts';

/** Split of the corpus; a test compares these defaults with the corpus package's own. */
const splitSchema = z.strictObject({
  kind: setting(
    z.enum(['document', 'contiguous']),
    'document',
    'unit of the split; document: whole documents, by a hash of their paths; contiguous: the first and the last part of the text',
  ),
  validation: z.number().min(0).lt(1).default(0.1).describe('share of the characters for validation'),
  test: setting(
    z.number().min(0).lt(1),
    0.1,
    'share of the characters for testing; with contiguous, the test split is the validation split',
  ),
  seed: z.int().nonnegative().default(17).describe('seed of the hash; contiguous ignores it'),
  groups: setting(
    z.enum(['near', 'none']),
    'near',
    'documents that are kept together; near: those that share text; none: each document by itself; contiguous ignores it',
  ),
});

/** Schema of the settings that `loadCorpus` of `@longrange/corpus` receives. */
export const corpusConfigSchema = z.strictObject({
  sources: setting(
    z.array(z.string().min(1)).min(1),
    ['stdlib'],
    'folders, globs, files, zip or tar archives, packages (pypi:NAME==VERSION, npm:NAME@VERSION), named sets (as for --corpus)',
  ),
  language: z
    .string()
    .min(1)
    .nullable()
    .default(null)
    .describe('language of the text, by its id; null: told by the sources or the extensions'),
  extensions: setting(
    z.array(z.string().min(1)),
    [],
    'extensions of the files to read in folders and archives, by default those of the language; `*` reads all files',
  ),
  charset: setting(
    z.string(),
    'reference',
    'characters to keep: reference (ASCII), unicode, or those to allow besides ASCII',
  ),
  dedupe: setting(
    z.enum(['exact', 'near']),
    'exact',
    'removal of duplicates; exact: keep one of several exact copies; near: train only on the longest of nearly identical documents',
  ),
  split: splitSchema.prefault({}),
});

/** Part of a run's configuration that describes its text. */
export type CorpusConfig = z.output<typeof corpusConfigSchema>;

/** Converts the configuration into options of `loadCorpus`. */
export function corpusOptions(config: CorpusConfig): LoadCorpusOptions {
  const { split, extensions, language: _, ...rest } = parseWithSchema(corpusConfigSchema, config);
  const { kind, validation } = split;
  const read = { ...rest, ...(extensions.length > 0 && { extensions }) };
  return { ...read, split: kind === 'contiguous' ? { kind, validation } : { ...split, kind } };
}

/** Windows contain no beginning of a document, so a model that embeds it would never learn it. */
export const UNSEEN_BEGINNING =
  'Expected `model.beginOfDocument` to be false with `training.batches` windows, which show no beginning of a document, got true.';

export function seesBeginning(
  model: Pick<Hyperparameters, 'beginOfDocument'>,
  training: Pick<TrainingConfig, 'batches'>,
): boolean {
  return !model.beginOfDocument || training.batches === 'streams';
}

/** Schema of a complete run configuration. */
export const runConfigSchema = z
  .strictObject({
    preset: z.string(),
    model: hyperparametersSchema.prefault({}),
    training: trainingConfigSchema.prefault({}),
    corpus: corpusConfigSchema.prefault({}),
  })
  .check(z.refine(({ model, training }) => seesBeginning(model, training), { error: UNSEEN_BEGINNING }));

/** Complete configuration of a run. */
export interface RunConfig extends z.output<typeof runConfigSchema> {}

/**
 * Parses `value` and fills in its defaults.
 *
 * @param knownPaths dotted paths of all settings, from which a correction for an unknown key is suggested
 * @param earlierProblems problems to be reported together with those of the schema
 * @throws LongrangeError `CONFIG_INVALID` (exit code 2) that lists all problems
 */
export function parseWithSchema<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  knownPaths: readonly string[] = [],
  earlierProblems: readonly string[] = [],
): z.output<Schema> {
  const result = schema.safeParse(value);
  const problems = [...earlierProblems];
  if (!result.success) {
    const context = { input: value, noun: 'setting', known: knownPaths };
    problems.push(...result.error.issues.flatMap((issue) => describeIssue(issue, context)));
  }
  if (problems.length > 0 || !result.success) throw configurationError(problems);
  return result.data;
}

function configurationError(problems: readonly string[]): LongrangeError {
  const message =
    problems.length === 1
      ? problems[0]!
      : `Expected a valid configuration, got ${problems.length} problems:\n- ${problems.join('\n- ')}`;
  return new LongrangeError({ code: 'CONFIG_INVALID', message, exitCode: 2 });
}
