import { join, resolve } from 'node:path';
import { parseOptions } from '@longrange/errors';
import { type Job, placeWithin, planTrial, type Store, trialAt } from '@longrange/sweep/internal';
import { exists, runOwner } from '@longrange/trainer/internal';
import type { WorkerOptions } from '../options/sweep-options.ts';
import { type TrialJob, trialJobSchema } from '../redis/trial-job.ts';
import { version } from '../run/versions.ts';
import { storeOf } from './keep-in-store.ts';
import { nameWith } from './name-trials.ts';
import { type OpenSweep, openSweepText } from './open-sweep.ts';
import { threadsOf } from './share-threads.ts';
import { ContentReader, namePaths } from './sources.ts';
import { resolveTrial } from './trial-settings.ts';

/** Places from the worker's own command line: where it reads and writes, whatever a job contains. */
export type PlacesOfWorker = Pick<WorkerOptions, 'runs' | 'store' | 'corpusRoot' | 'jobs' | 'threads'>;

/** A job that this machine can work on. */
export interface PreparedJob {
  readonly open: OpenSweep;
  readonly job: Job;
  readonly compute: TrialJob['compute'];
  readonly threads: number | undefined;
  readonly store: Store | undefined;
}

/**
 * Prepares a job for this machine. Returns a sentence if this machine cannot work on it but another may.
 *
 * @throws LongrangeError for what no worker should work on
 */
export async function prepareJob(data: unknown, options: PlacesOfWorker): Promise<PreparedJob | string> {
  const said = (data as { version?: unknown } | null)?.version;
  if (typeof said === 'string' && said !== version)
    return `Expected a job of longrange ${version}, got one of another version.`;
  const {
    sweep: called,
    text,
    base,
    store: kept,
    compute,
    threads,
    number,
    name,
    untilStep,
  } = parseOptions(trialJobSchema, data, {
    code: 'JOB_REFUSED',
    subject: 'job in the queue',
    exitCode: 1,
  });
  const place = placeOf(kept, options.store);
  if (place === undefined)
    return `Expected \`--store\` to be ${kept === 'folder' ? "the folder of the sweep's store" : `${kept}, as the sweep has it`}, got ${options.store ?? 'none'}.`;
  const corpusRoot = options.corpusRoot === undefined ? null : resolve(options.corpusRoot);
  const where = corpusRoot === null || base === '' ? (corpusRoot ?? '') : await placeWithin(corpusRoot, base);
  const open = await openSweepText({ file: `${called}.yaml`, text, base: where, corpusRoot }, options.runs);
  const { sweep, folder, journalPath } = open;
  const trial = planTrial(sweep, trialAt(sweep, number), (one) => resolveTrial(one, sweep));
  if (corpusRoot === null && namePaths(trial.corpus.sources))
    return `Expected \`--corpus-root\`, below which the text of ${open.name} is (${trial.corpus.sources.join(', ')}), got none. The sweep prints the command of its workers.`;
  const contents = await new ContentReader(open).of(trial.corpus);
  if (![trial.name, nameWith(trial.name, contents)].includes(name))
    return `Expected the text of trial ${number} of ${open.name} (${trial.corpus.sources.join(', ')}) to be that of where it was queued, got another one, or none. --corpus-root says where it is here.`;
  if (place === null && !(await exists(journalPath)))
    return `Expected the folder ${folder}, in which the sweep's command keeps its runs, on this machine, got none. --runs says where it is here; with --store the machines need not share one.`;
  if ((await runOwner(join(folder, name))) === 'unknown')
    return `Expected ${join(folder, name)} to be free, got the lock of another machine. If nothing there works on it any more, remove ${join(folder, name, 'run.lock')}.`;
  return {
    ...{ open, job: { trial: { ...trial, name }, untilStep }, compute },
    ...{ store: storeOf({ store: place ?? undefined }), threads: threads ?? threadsOf(options) },
  };
}

/** Returns this worker's store for a job: null if the job needs none, undefined if the worker has a different one. */
function placeOf(kept: TrialJob['store'], own: string | undefined): string | null | undefined {
  if (kept === null) return null;
  const isS3 = own?.startsWith('s3://') === true;
  return (kept === 'folder' ? !isS3 : own === kept) ? own : undefined;
}
