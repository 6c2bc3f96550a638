import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { parseResult } from '@longrange/eval';
import { networkOf } from '@longrange/model/internal';
import { exists, runFolderState, runOwner, SWEEP_JOURNAL } from '@longrange/trainer/internal';
import { readWritten } from '../files/json.ts';
import { readProgress } from './run-progress.ts';
import { readRunRecord } from './run-record.ts';

/** A run in one row. What its files do not tell is null. */
export type RunSummary = Awaited<ReturnType<typeof summarizeRun>>;

/** Summarizes all runs of a folder, those last saved first; a trial of a sweep is named `SWEEP/TRIAL`. */
export async function summarizeRuns(runsFolder: string): Promise<RunSummary[]> {
  const summaries: RunSummary[] = [];
  for (const name of await runNamesIn(runsFolder)) summaries.push(await summarizeRun(runsFolder, name));
  return summaries.sort((a, b) => (a.savedAt < b.savedAt ? 1 : a.savedAt > b.savedAt ? -1 : 0));
}

async function runNamesIn(runsFolder: string): Promise<string[]> {
  const names: string[] = [];
  for (const name of await namesIn(runsFolder)) {
    const isSweep = await exists(join(runsFolder, name, SWEEP_JOURNAL));
    const trials = isSweep ? await namesIn(join(runsFolder, name)) : [];
    for (const one of isSweep ? trials.map((trial) => `${name}/${trial}`) : [name])
      if (await isRun(join(runsFolder, one))) names.push(one);
  }
  return names;
}

/** Returns whether a folder is a run that has begun; measured texts and files have folders beside the runs. */
export async function isRun(folder: string): Promise<boolean> {
  const state = await runFolderState(folder);
  const hasBegun = state === 'unsaved' && (await exists(join(folder, 'config.json')));
  return hasBegun || state === 'saved' || state === 'damaged';
}

/** Summarizes a run. A damaged file is a problem in its row, and leaves what the other files tell. */
export async function summarizeRun(runsFolder: string, name: string) {
  const folder = join(runsFolder, name);
  const problems: string[] = [];
  const attempt = <T>(work: Promise<T>): Promise<T | undefined> =>
    work.catch((error: Error) => {
      problems.push(error.message.split('\n')[0]!);
      return undefined;
    });
  const model = (await attempt(readRunRecord(folder)))?.config.model;
  const { outcome, best, step, charactersSeen, savedAt } = await readProgress(folder);
  if (outcome === undefined && (await exists(join(folder, 'outcome.json'))))
    problems.push('Expected outcome.json to hold the outcome of the run, got something else.');
  if ((await runFolderState(folder)) === 'damaged') problems.push('All of its checkpoints are damaged.');
  const owner = await attempt(runOwner(folder));
  if (outcome === undefined && owner === 'unknown')
    problems.push('Its lock is that of a process that cannot be seen from here.');
  const path = (await newestResult([folder]))?.path;
  const result = path === undefined ? undefined : await attempt(readWritten(path, parseResult));
  const pairs = result?.probes?.predictors[0]?.minimalPairs.scoring;
  const brackets = pairs?.find(({ kind }) => kind === 'closer')?.natural;
  return {
    name,
    folder,
    network: model === undefined ? null : { name: model.network, layers: model.layers, units: model.units },
    title: model === undefined ? null : `${networkOf(model).title} ${model.layers} × ${model.units}`,
    status: outcome
      ? 'finished'
      : owner === 'alive'
        ? 'running'
        : savedAt === null
          ? 'nothing saved'
          : 'unfinished',
    step: outcome?.step ?? step,
    charactersSeen,
    best,
    test: outcome?.scores.find(({ split }) => split === 'test') ?? null,
    /** Ranges of an open bracket, by the newest evaluation. */
    ranges:
      brackets == null
        ? null
        : {
            step: result?.model?.step ?? null,
            halfLife: brackets.halfLife,
            shows: brackets.shown?.range ?? null,
            decides: brackets.range,
          },
    /** Time of the last checkpoint, or of the last change of its folder, as ISO 8601. */
    savedAt: savedAt ?? (await stat(folder)).mtime.toISOString(),
    problems,
  };
}

/** Finds the newest result of these runs; undefined if there is none. */
export async function newestResult(folders: readonly string[]) {
  let newest: { readonly path: string; readonly timeMs: number } | undefined;
  for (const folder of folders) {
    for (const name of await namesIn(join(folder, 'eval'))) {
      const path = join(folder, 'eval', name, 'result.json');
      const timeMs = (await stat(path).catch(() => undefined))?.mtimeMs;
      if (timeMs !== undefined && timeMs > (newest?.timeMs ?? 0)) newest = { path, timeMs };
    }
  }
  return newest;
}

/** Names in a folder; none if it cannot be read. */
export async function namesIn(folder: string): Promise<string[]> {
  return (await readdir(folder).catch(() => [])).sort();
}
