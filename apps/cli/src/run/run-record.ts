import { readFile } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { describeValue, isSystemError, LongrangeError, systemProblem } from '@longrange/errors';
import { hyperparametersSchema } from '@longrange/model/internal';
import type { RunConfig } from '@longrange/trainer';
import { corpusConfigSchema, RUN_FORMAT_VERSION, trainingConfigSchema } from '@longrange/trainer/internal';
import { z } from 'zod';
import { type Precision, precisions } from '../engine/engine-name.ts';

/** What this program writes about a session, under `provenance`, as far as it needs it again. */
const provenanceSchema = z.object({
  preset: z.string(),
  corpus: z.object({
    config: corpusConfigSchema,
    sha256: z.string(),
    documents: z.int(),
    characters: z.int(),
  }),
  engine: z.object({ precision: z.enum(precisions) }),
});

const recordSchema = z.object({
  config: z.object({ model: z.record(z.string(), z.unknown()), training: trainingConfigSchema }),
  sessions: z.array(z.object({ provenance: provenanceSchema })).min(1),
});

/** What a run's `config.json` says that is needed to go on with it or to measure it. */
export interface RunRecord {
  /** As in its last session. */
  readonly config: RunConfig;
  readonly corpus: z.output<typeof provenanceSchema>['corpus'];
  /** Of the products of its last session. */
  readonly precision: Precision;
}

/** The folder of the run that a checkpoint belongs to; relative where it lies below the working folder. */
export function runFolderOf(checkpointFolder: string): string {
  const folder = dirname(dirname(resolve(checkpointFolder)));
  const fromHere = relative(process.cwd(), folder);
  return fromHere.startsWith('..') || isAbsolute(fromHere) ? folder : fromHere;
}

/**
 * Reads a run's `config.json`.
 *
 * @throws LongrangeError `RUN_DAMAGED`, `RUN_NEWER`, `RUN_OLDER`
 */
export async function readRunRecord(runFolder: string): Promise<RunRecord> {
  const { config: recorded, sessions } = await parseRunFile(runFolder, recordSchema);
  const { preset, corpus } = sessions[0]!.provenance;
  const { formatVersion: _, vocabulary: __, ...chosen } = recorded.model;
  const model = hyperparametersSchema.parse(chosen);
  const { precision } = sessions.at(-1)!.provenance.engine;
  return {
    config: { preset, model, training: recorded.training, corpus: corpus.config },
    corpus,
    precision,
  };
}

/**
 * What a run's `config.json` says, as far as a schema asks for it.
 *
 * @throws LongrangeError `RUN_DAMAGED`, `RUN_NEWER`, `RUN_OLDER`
 */
export async function parseRunFile<Schema extends z.ZodType>(
  runFolder: string,
  schema: Schema,
): Promise<z.output<Schema>> {
  const path = join(runFolder, 'config.json');
  let json: unknown;
  try {
    json = JSON.parse(await readFile(path, 'utf8'));
  } catch (cause) {
    const message = isSystemError(cause)
      ? systemProblem('read', path, cause).message
      : `Expected ${path} to hold the configuration of the run, got: ${(cause as Error).message}.`;
    throw damaged(message, cause);
  }
  refuseOtherVersion(path, json);
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const { path: field, message } = parsed.error.issues[0]!;
  throw damaged(
    `Expected ${path} to describe run ${basename(runFolder)}, got at \`${field.join('.')}\`: ${message}.`,
    parsed.error,
  );
}

function refuseOtherVersion(path: string, json: unknown): void {
  const version = (json as { formatVersion?: unknown } | null)?.formatVersion;
  if (typeof version !== 'number' || version === RUN_FORMAT_VERSION) return;
  const isNewer = version > RUN_FORMAT_VERSION;
  throw new LongrangeError({
    code: isNewer ? 'RUN_NEWER' : 'RUN_OLDER',
    message: `Expected ${path} with formatVersion ${RUN_FORMAT_VERSION}, got ${describeValue(version)}.`,
    hint: isNewer
      ? 'it comes from a newer longrange; update to read it.'
      : 'it comes from an older longrange; train again.',
  });
}

function damaged(message: string, cause: unknown): LongrangeError {
  return new LongrangeError({
    code: 'RUN_DAMAGED',
    message,
    hint: 'the corpus of the run is named in this file; without it only `longrange sample` works.',
    cause,
  });
}
