import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  listCheckpoints,
  type RunDescription,
  readCheckpoint,
  readMetrics,
} from '@longrange/trainer/internal';
import { toyDocuments } from '../../testing/toy-corpus.ts';
import { type ProgramOptions, type ProgramResult, runProgram } from './run-program.ts';

export const RUN = 'tiny';

/** Makes a folder with a small corpus, in which commands run. */
export async function makeWorkplace(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'longrange-torture-'));
  for (const { path, text } of toyDocuments(12)) {
    await mkdir(join(folder, 'corpus', 'toy'), { recursive: true });
    await writeFile(join(folder, 'corpus', path), text);
  }
  return folder;
}

export const removeFolder = (folder: string): Promise<void> => rm(folder, { recursive: true, force: true });

export interface TinyTraining {
  readonly steps: number;
  readonly checkpointEverySteps: number;
  readonly validationEverySteps?: number;
}

/** Settings of a tiny network that trains for so many steps. */
export const tinySettings = (steps: number) => ({
  units: 12,
  layers: 1,
  embeddingSize: 4,
  batchSize: 2,
  sequenceLength: 8,
  epochs: null,
  maxCharacters: steps * 16,
  warmupSteps: 2,
  keepCheckpoints: 1,
});

/** Begins a run: a command of half a second. */
export const begin = (training: TinyTraining): string[] => beginOn('corpus', training);

export function beginOn(
  source: string,
  { steps, checkpointEverySteps, validationEverySteps = 0 }: TinyTraining = {
    steps: 2,
    checkpointEverySteps: 0,
  },
): string[] {
  const settings = { ...tinySettings(steps), checkpointEverySteps, validationEverySteps, logEverySteps: 1 };
  const set = Object.entries(settings).map(([key, value]) => `${key}=${value}`);
  return ['train', '--corpus', source, '--run', RUN, ...ENGINE, '--set', ...set];
}

const ENGINE = ['--engine', 'simd', '--threads', '1'];
export const resume = ['train', '--resume', 'latest', '--run', RUN, ...ENGINE];

/** Goes on with the run where it has a checkpoint, begins it where it has none; as a user would. */
export async function finish(
  cwd: string,
  training: TinyTraining,
  options: Pick<ProgramOptions, 'killAfterMs'> = {},
): Promise<ProgramResult> {
  const begun = (await listCheckpoints(runFolder(cwd))).length > 0;
  return runProgram(begun ? resume : begin(training), { cwd, ...options });
}

export const runsFolder = (cwd: string): string => join(cwd, 'runs');
export const runFolder = (cwd: string): string => join(cwd, 'runs', RUN);

/** Every checkpoint that is to be seen, each file checked; their steps. */
export async function soundSteps(cwd: string): Promise<number[]> {
  const checkpoints = await listCheckpoints(runFolder(cwd));
  for (const { folder } of checkpoints) await readCheckpoint(folder);
  return checkpoints.map(({ step }) => step);
}

/** Reads `config.json` of the run. */
export async function readConfig(cwd: string): Promise<RunDescription> {
  return JSON.parse(await readFile(join(runFolder(cwd), 'config.json'), 'utf8')) as RunDescription;
}

export type Outcome = Awaited<ReturnType<typeof resultOf>>;

/** Result of the run: the same for the same seed, however often it was stopped. */
export const outcomeOf = (cwd: string): Promise<Outcome> => resultOf(runFolder(cwd));

/** Result of a run without times: its steps, the SHA-256 of its weights, its metrics. */
export async function resultOf(run: string) {
  const { step, folder } = (await listCheckpoints(run)).at(-1)!;
  const weights = createHash('sha256').update(await readFile(join(folder, 'weights.bin')));
  const metrics = (await readMetrics(run)).map((line) => {
    const { charactersPerSecond, elapsedSeconds, secondsLeft, ...rest } = line as object as Record<
      string,
      unknown
    >;
    return rest;
  });
  return { step, weights: weights.digest('hex'), metrics };
}
