import { createHash } from 'node:crypto';
import type { MetricsLine } from '@longrange/trainer';
import { z } from 'zod';
import { MlflowClient, type MlflowClientOptions } from './mlflow-client.ts';
import { type Measurement, measuring, type TrackedRun } from './tracked-run.ts';
import type { RunStatus, Tracker } from './tracker.ts';

/** Of one `runs/log-batch`, as the API allows. */
const MOST_METRICS = 1000;
const MOST_PARAMETERS = 100;
/** What every version of MLflow takes; newer ones take 6,000. */
const LONGEST_VALUE = 500;
/** Holds the identity of our run, by which it is found again. */
const TAG = 'longrange_id';

const statuses: Readonly<Record<RunStatus, string>> = {
  running: 'RUNNING',
  finished: 'FINISHED',
  interrupted: 'KILLED',
  failed: 'FAILED',
};

/** A point of a curve. MLflow's JSON has 64-bit integers as numbers or as text. */
const pointSchema = z.object({
  key: z.string(),
  value: z.coerce.number(),
  step: z.coerce.number(),
  timestamp: z.coerce.number(),
});
type Point = z.output<typeof pointSchema>;

const runSchema = z.object({
  info: z.object({ run_id: z.string() }),
  data: z
    .object({
      metrics: z.array(pointSchema).default([]),
      params: z.array(z.object({ key: z.string() })).default([]),
    })
    .prefault({}),
});
type ServerRun = z.output<typeof runSchema>;

const anything = z.unknown();

/**
 * Sends the figures of a run to an MLflow server. Nothing is noted on our side: the server knows the last point of each curve, and points are sent in the
 * order of their steps, so those after it are missing. The server cannot take a point back; if it has one that the run no longer has, the run gets
 * a new one there, and the old one is marked.
 */
export class Mlflow implements Tracker {
  readonly name = 'mlflow';
  readonly takesUnsaved = false;
  readonly #client: MlflowClient;
  readonly #url: string;
  readonly #experiment: string;
  #runId = '';
  /** The last step of each curve that is there. */
  #sent = new Map<string, number>();
  #measure: ((line: MetricsLine) => Measurement) | undefined;
  #lastMs = 0;

  constructor(options: MlflowClientOptions) {
    this.#client = new MlflowClient(options);
    this.#url = options.url;
    this.#experiment = options.environment.MLFLOW_EXPERIMENT_NAME || 'longrange';
  }

  async begin(run: TrackedRun): Promise<string> {
    const experiment = await this.#findExperiment();
    const there = (await this.#findRun(experiment, run)) ?? (await this.#createRun(experiment, run));
    this.#runId = there.info.run_id;
    this.#sent = new Map(there.data.metrics.map(({ key, step }) => [key, step]));
    this.#lastMs = run.sessions[0]!.startMs;
    await this.#sendSettings(run, there);
    await this.#update('running');
    this.#measure = measuring(run);
    await this.add(run.lines);
    return `${this.#url}/#/experiments/${experiment}/runs/${this.#runId}`;
  }

  async add(lines: readonly MetricsLine[]): Promise<void> {
    let batch: Point[] = [];
    for (const line of lines) {
      const measurement = this.#measure!(line);
      this.#lastMs = measurement.timeMs;
      const points = pointsOf(measurement).filter(({ key, step }) => step > (this.#sent.get(key) ?? -1));
      if (batch.length + points.length > MOST_METRICS) {
        await this.#send(batch);
        batch = [];
      }
      batch.push(...points);
    }
    await this.#send(batch);
  }

  async end(status: RunStatus): Promise<void> {
    await this.#update(status);
  }

  async #send(metrics: readonly Point[]): Promise<void> {
    if (metrics.length === 0) return;
    await this.#client.call('runs/log-batch', anything, { run_id: this.#runId, metrics });
    for (const { key, step } of metrics) this.#sent.set(key, step);
  }

  /** They cannot be changed: those of a run that goes on with other ones stay as they were. */
  async #sendSettings({ settings }: TrackedRun, { data }: ServerRun): Promise<void> {
    const known = new Set(data.params.map(({ key }) => key));
    const missing = [...settings]
      .filter(([key]) => !known.has(key))
      .map(([key, value]) => ({ key, value: shorten(String(value)) }));
    for (let from = 0; from < missing.length; from += MOST_PARAMETERS) {
      const params = missing.slice(from, from + MOST_PARAMETERS);
      await this.#client.call('runs/log-batch', anything, { run_id: this.#runId, params });
    }
  }

  async #update(status: RunStatus): Promise<void> {
    const end = status === 'running' ? {} : { end_time: this.#lastMs };
    await this.#client.call('runs/update', anything, {
      run_id: this.#runId,
      status: statuses[status],
      ...end,
    });
  }

  async #findExperiment(): Promise<string> {
    const name = this.#experiment;
    const query = `experiments/get-by-name?experiment_name=${encodeURIComponent(name)}`;
    const found = z.object({ experiment: z.object({ experiment_id: z.string() }) });
    const get = async () => (await this.#client.call(query, found)).experiment.experiment_id;
    try {
      return await get();
    } catch (error) {
      if (!isRefusal(error, 'RESOURCE_DOES_NOT_EXIST')) throw error;
    }
    try {
      const made = z.object({ experiment_id: z.string() });
      return (await this.#client.call('experiments/create', made, { name })).experiment_id;
    } catch (error) {
      // Another run may have made it since.
      if (!isRefusal(error, 'RESOURCE_ALREADY_EXISTS')) throw error;
      return get();
    }
  }

  /** Undefined where there is none whose every last point is one of this run. One that has other points is marked, so that it is not found again. */
  async #findRun(experiment: string, run: TrackedRun): Promise<ServerRun | undefined> {
    const { runs } = await this.#client.call(
      'runs/search',
      z.object({ runs: z.array(runSchema).default([]) }),
      { experiment_ids: [experiment], filter: `tags.${TAG} = '${identityOf(run)}'`, max_results: 100 },
    );
    const ours: ServerRun[] = [];
    for (const one of runs) {
      if (isPartOf(one, run)) ours.push(one);
      else await this.#setAside(one, identityOf(run));
    }
    // An answer that was lost may have left an empty one.
    return ours.sort((a, b) => b.data.metrics.length - a.data.metrics.length)[0];
  }

  async #setAside({ info: { run_id } }: ServerRun, identity: string): Promise<void> {
    await this.#client.call('runs/update', anything, { run_id, status: statuses.interrupted });
    const value = `${identity} went back to an earlier step`;
    await this.#client.call('runs/set-tag', anything, { run_id, key: TAG, value });
  }

  async #createRun(experiment: string, run: TrackedRun): Promise<ServerRun> {
    const { run: made } = await this.#client.call('runs/create', z.object({ run: runSchema }), {
      experiment_id: experiment,
      run_name: run.name,
      start_time: run.sessions[0]!.startMs,
      tags: [{ key: TAG, value: identityOf(run) }],
    });
    return made;
  }
}

/** Of a name and a moment at which a run of that name began. */
function identityOf({ name, sessions }: TrackedRun): string {
  return createHash('sha256').update(`${name} ${sessions[0]!.startMs}`).digest('hex').slice(0, 32);
}

/** The time is that of the run's clock, which no two attempts at a step have in common: where the last point agrees, so do those before it. */
function isPartOf({ data }: ServerRun, run: TrackedRun): boolean {
  const last = new Map(data.metrics.map((point) => [point.key, point]));
  for (const measurement of run.lines.map(measuring(run))) {
    for (const { key, step, value, timestamp } of pointsOf(measurement)) {
      const there = last.get(key);
      if (there?.step === step && there.timestamp === timestamp && isNear(there.value, value))
        last.delete(key);
    }
  }
  return ![...last.keys()].some((key) => /^(?:train|validation)\//.test(key));
}

/** A database may round. */
function isNear(a: number, b: number): boolean {
  return Math.abs(a - b) <= 1e-6 * Math.abs(b);
}

function pointsOf({ step, timeMs, figures }: Measurement): Point[] {
  return figures.map(([key, value]) => ({ key, value, step, timestamp: timeMs }));
}

function shorten(value: string): string {
  return value.length <= LONGEST_VALUE ? value : `${value.slice(0, LONGEST_VALUE - 1)}…`;
}

function isRefusal(error: unknown, code: string): boolean {
  return error instanceof Error && error.cause === code;
}
