import type { MetricsLine } from '@longrange/trainer';
import { describe, expect, it } from 'vitest';
import { Mlflow } from './mlflow.ts';
import { type StoredRun, startMlflow } from './testing/mlflow-server.ts';
import { START_MS, stepLine, temporaryRun, validationLine, writeRun } from './testing/run-files.ts';
import { readTrackedRun } from './tracked-run.ts';
import { withRetries } from './trackers.ts';

const upTo = (step: number): MetricsLine[] => Array.from({ length: step }, (_, index) => stepLine(index + 1));
const { signal } = new AbortController();

function mlflow(url: string, environment: NodeJS.ProcessEnv = {}, timeoutMs = 10_000) {
  return new Mlflow({ url, environment, timeoutMs, signal });
}

/** As the command line does it, with short pauses. */
async function bringUp(folder: string, url: string, environment = {}, timeoutMs?: number) {
  const tracker = mlflow(url, environment, timeoutMs);
  await withRetries(async () => tracker.begin(await readTrackedRun(folder)), signal, [1, 1, 1]);
  return tracker;
}

const stepsOf = ({ points }: StoredRun, key = 'train/lossNats') =>
  points.filter((point) => point.key === key).map(({ step }) => step);

describe('Mlflow', () => {
  it('sends every point with step and time, in requests of at most 1,000, with settings and status', async () => {
    const server = await startMlflow();
    const folder = await temporaryRun();
    // 400 × 6 and 3 points.
    await writeRun(folder, [...upTo(400), validationLine(400)]);
    const tracker = await bringUp(folder, server.url);
    const [run] = server.runs;
    expect(server.experiments).toEqual(['longrange']);
    expect(run).toMatchObject({ name: folder.split('/').at(-1), status: 'RUNNING' });
    expect(run!.points).toHaveLength(2403);
    expect(server.requests.filter(({ what }) => what === 'runs/log-batch')).toHaveLength(1 + 3);
    expect(run!.points.slice(6, 8)).toEqual([
      { key: 'train/bitsPerCharacter', value: 2 / Math.LN2, step: 2, timestamp: START_MS + 4000 },
      { key: 'train/lossNats', value: 2, step: 2, timestamp: START_MS + 4000 },
    ]);
    expect(run!.points.at(-1)).toEqual({
      key: 'validation/accuracy',
      value: 0.25,
      step: 400,
      timestamp: START_MS + 800_000,
    });
    expect(Object.fromEntries(run!.params)).toEqual({
      parameterCount: '7',
      'model.network': 'lstm',
      'training.learningRate': '0.002',
      'training.split.kind': 'document',
      'training.maxMinutes': 'null',
    });
    await tracker.end('finished');
    expect(run!.status).toBe('FINISHED');
  });

  it('sends nothing twice: a later export sends what is new', async () => {
    const server = await startMlflow();
    const folder = await temporaryRun();
    await writeRun(folder, upTo(5));
    await bringUp(folder, server.url);
    await bringUp(folder, server.url);
    await writeRun(folder, upTo(8), [0, 5]);
    await (await bringUp(folder, server.url)).add([stepLine(8), stepLine(9)]);
    expect(server.runs).toHaveLength(1);
    expect(stepsOf(server.runs[0]!)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it.each(['hang', 'cut before', 'cut after', { status: 500 }, { status: 429 }] as const)(
    'sends nothing twice where an answer fails: %j',
    async (fault) => {
      const server = await startMlflow();
      const folder = await temporaryRun();
      await writeRun(folder, upTo(1));
      server.fail('runs/create', fault);
      const timeoutMs = fault === 'hang' ? 1000 : undefined;
      await bringUp(folder, server.url, {}, timeoutMs);
      // Three requests, the second of which fails.
      await writeRun(folder, upTo(400));
      server.fail('runs/log-batch', 'none', fault);
      await bringUp(folder, server.url, {}, timeoutMs);
      expect(server.runs).toHaveLength(1);
      expect(stepsOf(server.runs[0]!)).toEqual(upTo(400).map(({ step }) => step));
      expect(server.runs[0]!.points).toHaveLength(2400);
    },
  );

  it('gives a run that went back to an earlier step a new run, and sets the old one aside', async () => {
    const server = await startMlflow();
    const folder = await temporaryRun();
    await writeRun(folder, upTo(6));
    await bringUp(folder, server.url);
    const again = [...upTo(4), ...[5, 6, 7].map((step) => stepLine(step, 1))];
    await writeRun(folder, again, [0, 4]);
    for (let times = 0; times < 2; times++) await bringUp(folder, server.url);
    const [old, current] = server.runs;
    expect(server.runs).toHaveLength(2);
    expect([old!.status, stepsOf(old!)]).toEqual(['KILLED', [1, 2, 3, 4, 5, 6]]);
    expect(old!.tags.get('longrange_id')).toBe(
      `${current!.tags.get('longrange_id')} went back to an earlier step`,
    );
    expect(stepsOf(current!)).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });

  it('shows who it is by the environment, in no message', async () => {
    const server = await startMlflow();
    const folder = await temporaryRun();
    await writeRun(folder, upTo(1));
    await bringUp(folder, server.url, { MLFLOW_TRACKING_TOKEN: 'secret', MLFLOW_EXPERIMENT_NAME: 'mine' });
    await bringUp(folder, server.url, { MLFLOW_TRACKING_USERNAME: 'me', MLFLOW_TRACKING_PASSWORD: 'word' });
    const shown = new Set(server.requests.map(({ authorization }) => authorization));
    expect([...shown]).toEqual(['Bearer secret', 'Basic bWU6d29yZA==']);
    expect(server.experiments).toEqual(['mine', 'longrange']);
    const tracker = await bringUp(folder, server.url, { MLFLOW_TRACKING_TOKEN: 'secret' });
    server.runs.length = 0;
    // The server quotes the header.
    await expect(tracker.end('finished')).rejects.toThrow(
      `${server.url} answered runs/update with 404 (RESOURCE_DOES_NOT_EXIST: Bearer …).`,
    );
  });

  it('follows no redirection', async () => {
    const [server, elsewhere] = [await startMlflow(), await startMlflow()];
    const folder = await temporaryRun();
    await writeRun(folder, upTo(1));
    server.fail('experiments/get-by-name', { status: 302, location: elsewhere.url });
    await expect(mlflow(server.url).begin(await readTrackedRun(folder))).rejects.toThrow(
      `${server.url} answered experiments/get-by-name with 302.`,
    );
    expect(elsewhere.requests).toEqual([]);
  });
});
