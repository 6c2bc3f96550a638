import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, it, vi } from 'vitest';
import { listen } from '../../tests/testing/listen.ts';
import { temporaryFolder } from '../../tests/testing/tiny.ts';
import { syncMlflow } from './mlflow.ts';
import { eventFile, frame, syncTensorBoard } from './tensorboard.ts';
import { follow, runExportMetrics } from './track.ts';
import type { TrackedRun } from './tracked-run.ts';

const { signal } = new AbortController();
/** Makes a run with steps from 1; those after `before` are a second attempt. */
const runOf = (steps: number, before = steps, folder = ''): TrackedRun => ({
  ...{ folder, name: 'mine', startMs: 1000, settings: [['training.learningRate', '0.002']] },
  measurements: Array.from({ length: steps }, (_, index) => ({
    step: index + 1,
    timeMs: 1000 * index + (index < before ? 0 : 1),
    figures: ['a', 'b', 'c'].map((key) => [`train/${key}`, index] as const),
  })),
});

/**
 * A server with the part of MLflow's REST API that we call. `faults` are the next requests that it answers otherwise; with status 0 it does what it is asked,
 * but cuts the connection.
 */
async function startMlflow() {
  const runs: {
    info: { run_id: string; status?: string };
    data: { metrics: { key: string; step: number }[]; params: object[] };
    tags: { key: string; value: string }[];
  }[] = [];
  const requests: string[] = [];
  const faults: { readonly what: string; readonly status: number; readonly location?: string }[] = [];
  const server = createServer(async (request, response) => {
    const what = request.url!.replace(/.*\/mlflow\/|\?.*/g, '');
    requests.push(`${what} ${request.headers.authorization}`);
    const body = JSON.parse((await text(request)) || '{}');
    const { status = 200, location } = (faults[0]?.what === what && faults.shift()) || {};
    const run = runs.find(({ info }) => info.run_id === body.run_id);
    let answer: object = { error_code: 'SOME_ERROR', message: `got ${request.headers.authorization}` };
    if (status === 200 || status === 0) {
      answer = { experiment: { experiment_id: '0' } };
      if (what === 'runs/search')
        answer = { runs: runs.filter(({ tags }) => body.filter.includes(`'${tags[0]!.value}'`)) };
      if (what === 'runs/create') {
        const info = { run_id: `run${runs.length}` };
        runs.push({ info, data: { metrics: [], params: [] }, tags: body.tags });
        answer = { run: runs.at(-1) };
      }
      if (what === 'runs/update') run!.info.status = body.status;
      if (what === 'runs/set-tag') run!.tags[0] = body;
      run?.data.metrics.push(...(body.metrics ?? []));
      run?.data.params.push(...(body.params ?? []));
    }
    if (status === 0) request.socket.destroy();
    else response.writeHead(status, location ? { location } : {}).end(JSON.stringify(answer));
  });
  return { url: `http://127.0.0.1:${await listen(server)}`, runs, requests, faults };
}

it('writes records as TensorFlow does', () => {
  // The published CRC-32C of the nine digits, 0xe3069283, rotated right by 15 is 0x2507c60d; plus 0xa282ead8 it is 0xc78ab0e5.
  expect(frame(Buffer.from('123456789')).subarray(-4).toString('hex')).toBe('e5b08ac7');
  const measurements = [{ step: 300, timeMs: 1500, figures: [['a/b', 0.1]] as [string, number][] }];
  // 1.5 s; step 300; a summary with one value of 10 bytes: its tag, and 0.1 as float32.
  const last = '09000000000000f83f 10ac02 2a0c 0a0a 0a03612f62 15cdcccc3d'.replaceAll(' ', '');
  const written = eventFile({ ...runOf(0), measurements }).toString('hex');
  expect(written.slice(-8 - last.length, -8)).toBe(last);
});

it('keeps one event file, which grows, and replaces it when the run goes back', async () => {
  const folder = await temporaryFolder();
  const expectFile = async (number: number, run: TrackedRun) => {
    await syncTensorBoard(run);
    expect(await readdir(folder)).toEqual([`events.out.tfevents.000000000${number}.longrange`, 'others']);
    return readFile(join(folder, `events.out.tfevents.000000000${number}.longrange`));
  };
  await writeFile(join(folder, 'others'), '');
  for (const steps of [1, 4, 4, 3]) await expectFile(1, runOf(steps, steps, folder));
  // The last one is behind: another process has written more.
  expect(await expectFile(1, runOf(3, 3, folder))).toEqual(eventFile(runOf(4)));
  expect(await expectFile(2, runOf(5, 3, folder))).toEqual(eventFile(runOf(5, 3)));
});

it.each([0, 429, 500])('sends MLflow every point once, whatever fails with status %d', async (status) => {
  const { url, runs, faults } = await startMlflow();
  const sync = (steps: number, before?: number) =>
    syncMlflow(runOf(steps, before), 'FINISHED', { url, environment: {}, signal });
  const stepsOf = (index: number) =>
    runs[index]!.data.metrics.filter(({ key }) => key === 'train/b').map(({ step }) => step);
  const upTo = (steps: number) => Array.from({ length: steps }, (_, index) => index + 1);
  const batch = { what: 'runs/log-batch' };
  faults.push({ what: 'runs/create', status }, { ...batch, status: 200 }, { ...batch, status });
  for (const steps of [400, 400]) await expect(sync(steps)).rejects.toMatchObject({ code: 'TRACKER_FAILED' });
  expect(await sync(700)).toBe(`${url}/#/experiments/0/runs/run0`);
  expect(stepsOf(0)).toEqual(upTo(700));
  expect(runs[0]!.data.params).toEqual([{ key: 'training.learningRate', value: '0.002' }]);
  await sync(650, 600);
  expect(runs.map(({ info }) => info.status)).toEqual(['KILLED', 'FINISHED']);
  expect(stepsOf(1)).toEqual(upTo(650));
});

it('shows credentials to the server alone, in no message, and follows no redirect', async () => {
  const [{ url, requests, faults }, elsewhere] = [await startMlflow(), await startMlflow()];
  const search = { what: 'runs/search' };
  faults.push({ ...search, status: 400 }, { ...search, status: 302, location: elsewhere.url });
  const cases: [answer: string, environment: NodeJS.ProcessEnv][] = [
    ['400 (SOME_ERROR: got Basic …)', { MLFLOW_TRACKING_USERNAME: 'me', MLFLOW_TRACKING_PASSWORD: 'word' }],
    ['302 (SOME_ERROR: got Bearer …)', { MLFLOW_TRACKING_TOKEN: 'secret' }],
  ];
  for (const [answer, environment] of cases)
    await expect(syncMlflow(runOf(1), 'RUNNING', { url, signal, environment })).rejects.toThrow(
      `${url} answered runs/search with ${answer}.`,
    );
  expect([requests[0], requests.at(-1), elsewhere.requests]).toEqual([
    'experiments/get-by-name Basic bWU6d29yZA==',
    'runs/search Bearer secret',
    [],
  ]);
});

it('sends all runs of a sweep, each with the name of the sweep', async () => {
  const { url, runs } = await startMlflow();
  const folder = await temporaryFolder();
  for (const trial of ['a', 'b']) {
    const config = { parameterCount: 7, config: { model: {}, training: { seed: trial } } };
    const sessions = [{ startedAt: '2026-11-28T00:00:00Z' }];
    await mkdir(join(folder, 'sweep', trial), { recursive: true });
    await writeFile(
      join(folder, 'sweep', trial, 'config.json'),
      JSON.stringify({ formatVersion: 2, ...config, sessions }),
    );
  }
  await mkdir(join(folder, 'sweep', 'logs'));
  await writeFile(join(folder, 'sweep', 'journal.jsonl'), '');
  const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  await runExportMetrics({ run: 'sweep', runs: folder, to: [`mlflow=${url}`], debug: false });
  write.mockRestore();
  expect(runs.map(({ tags }) => tags[1])).toEqual(Array(2).fill({ key: 'sweep', value: 'sweep' }));
  const seed = (value: string) => ({ key: 'training.seed', value });
  expect(runs.map(({ data }) => data.params.at(-1))).toEqual([seed('a'), seed('b')]);
});

it('sends what checkpoints hold, and says once that a tracker fails', async () => {
  const folder = await temporaryFolder();
  const config = {
    ...{ formatVersion: 2, parameterCount: 7, config: { model: {}, training: {} } },
    sessions: [{ startedAt: '2026-11-28T00:00:00Z' }],
  };
  const line = {
    ...{ lossNats: 2, bitsPerCharacter: 3, accuracy: 0.25, charactersSeen: 10, characters: 100, best: true },
  };
  const lines = [1, 2, 3].map((step) => `${JSON.stringify({ type: 'validation', step, ...line })}\n`);
  await writeFile(join(folder, 'config.json'), JSON.stringify(config));
  await writeFile(join(folder, 'metrics.jsonl'), lines.join(''));
  const said: string[] = [];
  const sync = async ({ measurements }: TrackedRun, status: string) => {
    said.push(`${status} ${measurements.map(({ step }) => step)}`);
    if (status === 'RUNNING') throw new Error('fails.');
    return 'there';
  };
  const tell = (...words: string[]) => said.push(words.join(' '));
  const follower = follow({ name: 'tracker', sync }, folder, { fact: tell, line: tell } as never, 'Goes on.');
  for (const step of [0, 1, 2]) {
    follower.take({ type: 'checkpoint', step } as never);
    await expect
      .poll(() => said.some((line) => line.startsWith('RUNNING') && line.endsWith(`${step || ' '}`)))
      .toBe(true);
  }
  await follower.finish('KILLED');
  const sent = ['RUNNING 1', 'RUNNING 1,2', 'KILLED 1,2'];
  expect(said).toEqual(['RUNNING ', 'tracker: fails. Goes on.', ...sent, 'tracker there']);
});
