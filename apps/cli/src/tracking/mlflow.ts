import { createHash } from 'node:crypto';
import { hiderOf, keepSecret, LongrangeError } from '@longrange/errors';
import { z } from 'zod';
import { readForeign } from '../endpoint/foreign-json.ts';
import type { RunStatus, TrackedRun } from './tracked-run.ts';

/** Limits of `runs/log-batch` in every version of MLflow. The parameters, at most 100, always fit one. */
const MOST_METRICS = 1000;
const LONGEST_VALUE = 500;
/** Maximum size of an answer: more than a hundred runs with all their figures and settings. */
const ANSWER_BYTES = 64 * 2 ** 20;
/** A server that answers between two training steps may be slow. */
const TIMEOUT_MS = 30_000;
/** Tag with the identity of our run, by which it is found again. */
const TAG = 'longrange_id';

/** MLflow's JSON has 64-bit integers as numbers or as text. */
const pointSchema = z.object({ key: z.string(), step: z.coerce.number(), timestamp: z.coerce.number() });
const runSchema = z.object({
  info: z.object({ run_id: z.string() }),
  data: z
    .object({
      metrics: z.array(pointSchema).default([]),
      params: z.array(z.object({ key: z.string() })).default([]),
    })
    .prefault({}),
});

/**
 * Sends the figures of a run to an MLflow server (REST API 2.0). Nothing is recorded on our side: the server knows the last point of each curve, and points
 * are sent in the order of their steps, so later ones are missing. The server cannot take a point back; if it has one that the run no longer has, the run
 * gets a new run there, and the old one is marked.
 *
 * @param options.url without a slash at its end
 * @param options.signal cancels every request
 * @returns the address of the run's page
 * @throws LongrangeError `TRACKER_FAILED`, whose cause is the server's `error_code`
 */
export async function syncMlflow(
  run: TrackedRun,
  status: RunStatus,
  options: { readonly url: string; readonly environment: NodeJS.ProcessEnv; readonly signal: AbortSignal },
): Promise<string> {
  const call = connect(options);
  const identity = createHash('sha256').update(`${run.name} ${run.startMs}`).digest('hex').slice(0, 32);
  const experiment = await findExperiment(call, options.environment.MLFLOW_EXPERIMENT_NAME || 'longrange');
  const points = run.measurements.flatMap(({ step, timeMs: timestamp, figures }) =>
    figures.map(([key, value]) => ({ key, value, step, timestamp })),
  );
  const known = new Set(points.map(nameOf));

  const { runs } = await call('runs/search', z.object({ runs: z.array(runSchema).default([]) }), {
    experiment_ids: [experiment],
    filter: `tags.${TAG} = '${identity}'`,
    max_results: 100,
  });
  let there: z.output<typeof runSchema> | undefined;
  for (const one of runs) {
    const { run_id } = one.info;
    const figures = one.data.metrics.filter(({ key }) => /^(?:train|validation)\//.test(key));
    // A lost answer may have left an empty run beside ours.
    if (figures.every((point) => known.has(nameOf(point))))
      there = (there?.data.metrics.length ?? 0) > one.data.metrics.length ? there : one;
    else {
      await call('runs/update', z.unknown(), { run_id, status: 'KILLED' });
      const value = `${identity} went back to an earlier step`;
      await call('runs/set-tag', z.unknown(), { run_id, key: TAG, value });
    }
  }
  const mine = {
    ...{ experiment_id: experiment, run_name: run.name, start_time: run.startMs },
    tags: [
      { key: TAG, value: identity },
      ...(run.sweep === undefined ? [] : [{ key: 'sweep', value: run.sweep }]),
    ],
  };
  there ??= (await call('runs/create', z.object({ run: runSchema }), mine)).run;

  const { info, data } = there;
  const send = (batch: object) => call('runs/log-batch', z.unknown(), { run_id: info.run_id, ...batch });
  // Parameters cannot be changed: a run that goes on with others keeps the first ones.
  const sentParams = new Set(data.params.map(({ key }) => key));
  const params = run.settings
    .filter(([key]) => !sentParams.has(key))
    .map(([key, value]) => ({ key, value: value.slice(0, LONGEST_VALUE) }));
  if (params.length > 0) await send({ params });
  const sent = new Map(data.metrics.map(({ key, step }) => [key, step]));
  const missing = points.filter(({ key, step }) => step > (sent.get(key) ?? -1));
  for (let from = 0; from < missing.length; from += MOST_METRICS)
    await send({ metrics: missing.slice(from, from + MOST_METRICS) });
  const end_time = run.measurements.at(-1)?.timeMs ?? run.startMs;
  const state = { run_id: info.run_id, status, ...(status !== 'RUNNING' && { end_time }) };
  await call('runs/update', z.unknown(), state);
  return `${options.url}/#/experiments/${experiment}/runs/${info.run_id}`;
}

/** Two attempts at a step have different times: if the last point of a curve agrees, so do those before it. */
function nameOf({ key, step, timestamp }: z.output<typeof pointSchema>): string {
  return `${key} ${step} ${timestamp}`;
}

async function findExperiment(call: ReturnType<typeof connect>, name: string): Promise<string> {
  const query = `experiments/get-by-name?experiment_name=${encodeURIComponent(name)}`;
  const made = z.object({ experiment_id: z.string() });
  const found = await call(query, z.object({ experiment: made })).catch((error: LongrangeError) => {
    if (error.cause !== 'RESOURCE_DOES_NOT_EXIST') throw error;
  });
  return (found?.experiment ?? (await call('experiments/create', made, { name }))).experiment_id;
}

/** Returns a function that sends one request. Redirects are not followed: nothing goes to any other address. */
function connect({ url, environment, signal }: Parameters<typeof syncMlflow>[2]) {
  const { MLFLOW_TRACKING_TOKEN: token, MLFLOW_TRACKING_USERNAME: user, ...rest } = environment;
  const password = rest.MLFLOW_TRACKING_PASSWORD ?? '';
  const basic = Buffer.from(`${user}:${password}`).toString('base64');
  for (const secret of [token, password, basic]) keepSecret(secret);
  // A server may quote what it was sent.
  const hide = hiderOf(token, password, basic);
  const authorization = token ? `Bearer ${token}` : user && `Basic ${basic}`;
  const fail = (message: string, cause?: string) =>
    new LongrangeError({ code: 'TRACKER_FAILED', message, cause });

  return async <S extends z.ZodType>(what: string, schema: S, body?: object): Promise<z.output<S>> => {
    const path = what.replace(/\?.*/s, '');
    const answer = await fetch(`${url}/api/2.0/mlflow/${what}`, {
      ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
      headers: { 'content-type': 'application/json', ...(authorization && { authorization }) },
      redirect: 'manual',
      signal: AbortSignal.any([AbortSignal.timeout(TIMEOUT_MS), signal]),
    })
      .then(async (response) => ({
        status: response.status,
        said: await readForeign(response, { most: ANSWER_BYTES, hide }),
      }))
      .catch((error: Error) => {
        const { code, message } = (error.cause ?? error) as NodeJS.ErrnoException;
        throw fail(`Cannot reach ${url}: ${error.name === 'TimeoutError' ? message : (code ?? message)}.`);
      });
    if (answer.said === undefined)
      throw fail(`${url} answered ${path} with more than ${ANSWER_BYTES} bytes.`);
    if (answer.status >= 200 && answer.status < 300) {
      const parsed = schema.safeParse(answer.said.json);
      if (parsed.success) return parsed.data;
      throw fail(`${url} answered ${path} with something that is not MLflow's.`);
    }
    const refusal = z.object({ error_code: z.string(), message: z.string().default('') });
    const { error_code, message } = refusal.safeParse(answer.said.json).data ?? {};
    const words = error_code === undefined ? '' : ` (${`${error_code}: ${message}`.slice(0, 200)})`;
    throw fail(`${url} answered ${path} with ${answer.status}${words}.`, error_code);
  };
}
