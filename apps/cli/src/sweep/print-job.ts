import { basename } from 'node:path';
import { LongrangeError } from '@longrange/errors';
import { countTrials, type PlannedTrial } from '@longrange/sweep/internal';
import type { RunConfig } from '@longrange/trainer';
import { jobManifest, RUNS } from '../kubernetes/job-manifest.ts';
import { trainingMemory } from '../model/memory-needs.ts';
import type { SweepOptions } from '../options/sweep-options.ts';
import type { OpenSweep } from './open-sweep.ts';
import { resolveTrial } from './trial-settings.ts';

const GIBIBYTE = 2 ** 30;

/**
 * `--engine kubernetes --print`: what `kubectl apply` takes.
 *
 * @throws LongrangeError `SWEEP_INVALID` (exit code 2) where two trials are one run, which two pods would work on
 */
export function kubernetesJob(
  open: OpenSweep,
  trials: readonly PlannedTrial[],
  { image, store, volume, compute, jobs, threads = 1 }: SweepOptions,
): string {
  const { sweep, name, text } = open;
  const count = countTrials(sweep);
  if (trials.length < count) {
    throw new LongrangeError({
      code: 'SWEEP_INVALID',
      message: `Expected ${count} trials that all differ, got ${count - trials.length} that have the settings of another one: two pods would work on one run.`,
      hint: 'list fewer values, or change `seed` or `run_cap`.',
      exitCode: 2,
    });
  }
  const file = basename(open.file);
  const where = ['--runs', RUNS, '--store', store!, '--compute', compute, '--threads', `${threads}`];
  return jobManifest({
    ...{ name, image: image!, volume, threads, file: { name: file, text } },
    parameters: ['sweep', file, ...where],
    trials: count,
    parallelism: jobs ?? count,
    memory: memoryOf(open, trials),
  });
}

/** GiB: twice what a step of the largest trial takes at least, and one for the program and its text. */
function memoryOf({ sweep }: OpenSweep, trials: readonly PlannedTrial[]): number {
  const least = trials.map((trial) => {
    const { parameterBytes, activationBytes } = trainingMemory(
      resolveTrial(trial, sweep).settings as RunConfig,
    );
    return parameterBytes + activationBytes;
  });
  return Math.ceil(1 + (2 * least.reduce((most, one) => Math.max(most, one), 0)) / GIBIBYTE);
}
