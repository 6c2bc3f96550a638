import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { countTrials, type PlannedTrial } from '@longrange/sweep/internal';
import { stringify } from 'yaml';
import { wrongUsage } from '../cli/wrong-usage.ts';
import { trainingMemory } from '../model/memory-needs.ts';
import type { OpenSweep } from './open-sweep.ts';
import { configOf } from './trial-settings.ts';

const GIBIBYTE = 2 ** 30;

/**
 * `--engine kubernetes --print`: returns the input of `kubectl apply`.
 *
 * @throws LongrangeError `SWEEP_INVALID` (exit code 2) if two pods would work on the run of two equal trials
 */
export function kubernetesJob(open: OpenSweep, trials: readonly PlannedTrial[]): string {
  const { sweep, name, text } = open;
  const { image, store, volume, compute, jobs, threads = 1 } = open.options;
  const count = countTrials(sweep);
  if (trials.length < count) {
    throw wrongUsage({
      code: 'SWEEP_INVALID',
      message: `Expected ${count} trials that all differ, got ${count - trials.length} with the settings of another one: two pods would work on one run.`,
      hint: 'list fewer values, or change `seed` or `run_cap`.',
    });
  }
  const file = basename(open.file);
  const where = ['--runs', RUNS, '--store', store!, '--compute', compute, '--threads', `${threads}`];
  let leastBytes = 0;
  for (const trial of trials) {
    const { parameterBytes, activationBytes } = trainingMemory(configOf(trial));
    leastBytes = Math.max(leastBytes, parameterBytes + activationBytes);
  }
  return jobManifest({
    ...{ name, image: image!, volume, threads, file: { name: file, text } },
    parameters: ['sweep', file, ...where],
    trials: count,
    parallelism: jobs ?? count,
    // Twice the minimum for a step of the largest trial, plus one for the program and its text.
    memory: Math.ceil(1 + (2 * leastBytes) / GIBIBYTE),
  });
}

/** Content of an Indexed Job. */
export interface JobManifest {
  /** Name of the sweep. */
  readonly name: string;
  /** Sweep file, which its pods find in their working folder. */
  readonly file: { readonly name: string; readonly text: string };
  readonly image: string;
  /** Arguments of the image, followed by the number of the trial. On SIGTERM, the image saves and exits with a nonzero code. */
  readonly parameters: readonly string[];
  readonly trials: number;
  /** Maximum pods at once. */
  readonly parallelism: number;
  /** Threads per pod. */
  readonly threads: number;
  /** GiB per pod. */
  readonly memory: number;
  /** PersistentVolumeClaim mounted in the working folder; undefined for none. */
  readonly volume: string | undefined;
}

/** Working folder of pods. */
const FOLDER = '/sweep';
/** Folder private to a pod, which is deleted with it. */
export const RUNS = '/runs';
/** Secret with the keys of the store, if any. */
const SECRET = 'longrange-store';
/** A training finishes its step and saves within this time. */
const GRACE_SECONDS = 120;
/** Number of retries of a failed trial. */
const TRIES_AGAIN = 2;
/** Maximum failed indexes and simultaneous pods in Kubernetes, for a Job of more than 100,000. */
const MOST_AT_ONCE = 10_000;
/** The exit code for wrong usage: trying again does not help. */
const WRONG_USAGE = 2;

/**
 * Returns, as YAML, a ConfigMap with the sweep file and a Job with one index per trial. An index is run by one pod at a time; one that fails is retried
 * unless that cannot help. An eviction or a drained node does not count as a failure.
 */
export function jobManifest(job: JobManifest): string {
  const { file, trials, parallelism } = job;
  const name = resourceName(job.name);
  const metadata = { name, labels: { 'app.kubernetes.io/name': 'longrange' } };
  const configMap = { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { sweep: file.text } };
  const spec = {
    completionMode: 'Indexed',
    completions: trials,
    parallelism: Math.min(parallelism, trials, MOST_AT_ONCE),
    backoffLimitPerIndex: TRIES_AGAIN,
    maxFailedIndexes: Math.min(trials, MOST_AT_ONCE),
    podReplacementPolicy: 'Failed',
    podFailurePolicy: {
      rules: [
        { action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] },
        { action: 'FailIndex', onExitCodes: { operator: 'In', values: [WRONG_USAGE] } },
      ],
    },
    template: { metadata: { labels: metadata.labels }, spec: podSpec(job, name) },
  };
  const documents = [configMap, { apiVersion: 'batch/v1', kind: 'Job', metadata, spec }];
  return documents
    .map((document) => stringify(document, { lineWidth: 0, aliasDuplicateObjects: false }))
    .join('---\n');
}

function podSpec(
  { file, image, parameters, threads, memory, volume }: JobManifest,
  configMap: string,
): object {
  const mounts = [
    ...(volume === undefined ? [] : [{ name: 'shared', mountPath: FOLDER }]),
    { name: 'sweep', mountPath: `${FOLDER}/${file.name}`, subPath: 'sweep', readOnly: true },
    { name: 'runs', mountPath: RUNS },
  ];
  const volumes = [
    ...(volume === undefined ? [] : [{ name: 'shared', persistentVolumeClaim: { claimName: volume } }]),
    { name: 'sweep', configMap: { name: configMap } },
    { name: 'runs', emptyDir: {} },
  ];
  return {
    restartPolicy: 'Never',
    terminationGracePeriodSeconds: GRACE_SECONDS,
    automountServiceAccountToken: false,
    // User of the image; the group may write to the volumes.
    securityContext: {
      ...{ runAsNonRoot: true, runAsUser: 1000, runAsGroup: 1000, fsGroup: 1000 },
      seccompProfile: { type: 'RuntimeDefault' },
    },
    containers: [
      {
        name: 'trial',
        image,
        workingDir: FOLDER,
        // Kubernetes substitutes the index of the pod, and anything else that looks like a variable, unless its $ is doubled.
        args: [
          ...parameters.map((word) => word.replaceAll('$', '$$$$')),
          '--trial',
          '$(JOB_COMPLETION_INDEX)',
        ],
        envFrom: [{ secretRef: { name: SECRET, optional: true } }],
        resources: {
          requests: { cpu: `${threads}`, memory: `${memory}Gi` },
          limits: { memory: `${memory}Gi` },
        },
        securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
        volumeMounts: mounts,
      },
    ],
    volumes,
  };
}

/**
 * Returns a name of lower-case letters, digits and dashes; with the index of a pod it must fit into 63 characters. If that changes the sweep's name, a hash is added, so no two sweeps
 * share a Job.
 */
function resourceName(sweep: string): string {
  const words = sweep
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '');
  if (words === sweep && words.length <= MOST_NAME) return `longrange-${words}`;
  const hash = createHash('sha256').update(sweep).digest('hex').slice(0, 8);
  return ['longrange', words.slice(0, MOST_NAME - 9).replace(/-+$/, ''), hash]
    .filter((part) => part !== '')
    .join('-');
}

const MOST_NAME = 40;
