import { readFile, rm } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { LongrangeError, refuseOtherVersion } from '@longrange/errors';
import { hyperparametersSchema } from '@longrange/model/internal';
import type { RunConfig, TrainingOutcome } from '@longrange/trainer';
import {
  corpusConfigSchema,
  RUN_FORMAT_VERSION,
  trainingConfigSchema,
  writeFileAtomically,
} from '@longrange/trainer/internal';
import { z } from 'zod';
import { precisions } from '../engine/engine-name.ts';
import { readJson } from '../files/json.ts';

/** Part of the provenance of a session that this program reads back. */
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

/** Part of a run's `config.json` that is needed to resume or measure it; configuration and precision are those of the last session. */
export type RunRecord = Awaited<ReturnType<typeof readRunRecord>>;

/** Folder of the run that a checkpoint belongs to; relative if it is inside the working folder. */
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
export async function readRunRecord(runFolder: string) {
  const { config: recorded, sessions } = await parseRunFile(runFolder, recordSchema);
  const { preset, corpus } = sessions[0]!.provenance;
  const { formatVersion: _, vocabulary: __, ...chosen } = recorded.model;
  const model = hyperparametersSchema.parse(chosen);
  const { precision } = sessions.at(-1)!.provenance.engine;
  const config: RunConfig = { preset, model, training: recorded.training, corpus: corpus.config };
  return { config, corpus, precision };
}

/**
 * Reads the part of a run's `config.json` that a schema describes.
 *
 * @throws LongrangeError `RUN_DAMAGED`, `RUN_NEWER`, `RUN_OLDER`
 */
export async function parseRunFile<Schema extends z.ZodType>(
  runFolder: string,
  schema: Schema,
): Promise<z.output<Schema>> {
  const path = join(runFolder, 'config.json');
  const json = await readJson(path, 'to hold the configuration of the run', ({ message }, cause) =>
    damaged(message, cause),
  );
  refuseOtherVersion(json, RUN_FORMAT_VERSION, 'RUN', path);
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const { path: field, message } = parsed.error.issues[0]!;
  throw damaged(
    `Expected ${path} to describe run ${basename(runFolder)}, got at \`${field.join('.')}\`: ${message}.`,
    parsed.error,
  );
}

function damaged(message: string, cause: unknown): LongrangeError {
  return new LongrangeError({
    code: 'RUN_DAMAGED',
    message,
    hint: 'this file records the corpus of the run; without it, only `longrange sample` works.',
    cause,
  });
}

const scoreSchema = z.object({
  split: z.string(),
  characters: z.int(),
  bits: z.number(),
  low: z.number().nullable(),
  high: z.number().nullable(),
});

const outcomeSchema = z.object({
  formatVersion: z.literal(1),
  kind: z.enum(['completed', 'early-stopped']),
  /** Limit that ended a completed run. */
  reachedLimit: z.enum(['steps', 'minutes']).optional(),
  step: z.int(),
  charactersSeen: z.int(),
  /** Lowest validation loss. */
  best: z.object({ step: z.int(), bitsPerCharacter: z.number() }).nullable(),
  /** Bits per character of the best checkpoint on held-out text, with 95 % intervals. */
  scores: z.array(scoreSchema),
});

/** Bits per character of a split, with a 95 % interval if there are enough documents. */
export type SplitScore = z.output<typeof scoreSchema>;

/** Contents of `outcome.json` of a run that has ended and been scored; a run without it is not finished. */
export type RunOutcome = z.output<typeof outcomeSchema>;

/** Outcome of a run; undefined if it is not finished. */
export async function readOutcome(runFolder: string): Promise<RunOutcome | undefined> {
  try {
    return outcomeSchema.parse(JSON.parse(await readFile(pathOf(runFolder), 'utf8')));
  } catch {
    return undefined;
  }
}

/** @throws LongrangeError `WRITE_FAILED` */
export async function writeOutcome(
  runFolder: string,
  ended: TrainingOutcome,
  scores: readonly SplitScore[],
): Promise<void> {
  const { kind, step, charactersSeen, best } = ended;
  const outcome = {
    formatVersion: 1,
    kind,
    ...(ended.kind === 'completed' && { reachedLimit: ended.reachedLimit }),
    step,
    charactersSeen,
    best: best && { step: best.step, bitsPerCharacter: best.lossNats / Math.LN2 },
    scores,
  };
  await writeFileAtomically(pathOf(runFolder), `${JSON.stringify(outcome, null, 2)}\n`);
}

/** Removes the outcome of a run that is resumed. */
export async function removeOutcome(runFolder: string): Promise<void> {
  await rm(pathOf(runFolder), { force: true });
}

function pathOf(runFolder: string): string {
  return join(runFolder, 'outcome.json');
}
