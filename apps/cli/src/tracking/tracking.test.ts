import { mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { syncMlflow } from './mlflow.ts';
import { crc32c, eventFile, frame, syncTensorBoard } from './tensorboard.ts';
import { startMlflow } from './testing/mlflow-server.ts';
import { follow } from './track.ts';
import type { TrackedRun } from './tracked-run.ts';

const { signal } = new AbortController();
/** Steps from 1; those after `before` are done again. */
const runOf = (steps: number, before = steps, folder = ''): TrackedRun => ({
  ...{ folder, name: 'mine', startMs: 1000, settings: [['training.learningRate', '0.002']] },
  measurements: Array.from({ length: steps }, (_, index) => ({
    step: index + 1,
    timeMs: 1000 * index + (index < before ? 0 : 1),
    figures: ['a', 'b', 'c'].map((key) => [`train/${key}`, index] as const),
  })),
});

it.each([
  ['32 zeros (RFC 3720, B.4)', Buffer.alloc(32), 0x8a9136aa],
  ['32 rising', Uint8Array.from({ length: 32 }, (_, index) => index), 0x46dd794e],
  ['the nine digits, as catalogs of CRCs have it', Buffer.from('123456789'), 0xe3069283],
])('has the published CRC-32C of %s', (_, data, expected) => expect(crc32c(data)).toBe(expected));

it('writes records as TensorFlow does', () => {
  // 0xe3069283 rotated right by 15 is 0x2507c60d; plus 0xa282ead8 it is 0xc78ab0e5.
  expect(frame(Buffer.from('123456789')).subarray(-4).toString('hex')).toBe('e5b08ac7');
  const measurements = [{ step: 300, timeMs: 1500, figures: [['a/b', 0.1]] as [string, number][] }];
  // 1.5 s; step 300; a summary with one value of 10 bytes: its tag, and 0.1 as float32.
  const last = '09000000000000f83f 10ac02 2a0c 0a0a 0a03612f62 15cdcccc3d'.replaceAll(' ', '');
  expect(
    eventFile({ ...runOf(0), measurements })
      .toString('hex')
      .slice(-8 - last.length, -8),
  ).toBe(last);
});

it('keeps one event file, which grows, and replaces it when the run goes back', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'longrange-tracking-'));
  const expectFile = async (number: number, run: TrackedRun) => {
    await syncTensorBoard(run);
    expect(await readdir(folder)).toEqual([`events.out.tfevents.000000000${number}.longrange`, 'others']);
    return readFile(join(folder, `events.out.tfevents.000000000${number}.longrange`));
  };
  await writeFile(join(folder, 'others'), '');
  for (const steps of [1, 4, 4, 3]) await expectFile(1, runOf(steps, steps, folder));
  // The last of these was behind: another process had written more.
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
  faults.push(
    { what: 'runs/create', status },
    { what: 'runs/log-batch', status: 200 },
    { what: 'runs/log-batch', status },
  );
  for (const steps of [400, 400]) await expect(sync(steps)).rejects.toMatchObject({ code: 'TRACKER_FAILED' });
  expect(await sync(700)).toBe(`${url}/#/experiments/0/runs/run0`);
  expect([stepsOf(0), runs[0]!.data.params]).toEqual([
    upTo(700),
    [{ key: 'training.learningRate', value: '0.002' }],
  ]);
  await sync(650, 600);
  expect(runs.map(({ info }) => info.status)).toEqual(['KILLED', 'FINISHED']);
  expect(stepsOf(1)).toEqual(upTo(650));
});

it('shows credentials to the server alone, in no message, and follows no redirect', async () => {
  const [{ url, requests, faults }, elsewhere] = [await startMlflow(), await startMlflow()];
  const environment = { MLFLOW_TRACKING_USERNAME: 'me', MLFLOW_TRACKING_PASSWORD: 'word' };
  faults.push(
    { what: 'runs/search', status: 400 },
    { what: 'runs/search', status: 302, location: elsewhere.url },
  );
  for (const answer of ['400 (SOME_ERROR: got Basic …)', '302 (SOME_ERROR: got Bearer …)'])
    await expect(
      syncMlflow(runOf(1), 'RUNNING', {
        url,
        signal,
        environment: answer.startsWith('4') ? environment : { MLFLOW_TRACKING_TOKEN: 'secret' },
      }),
    ).rejects.toThrow(`${url} answered runs/search with ${answer}.`);
  expect([requests[0], requests.at(-1), elsewhere.requests]).toEqual([
    'experiments/get-by-name Basic bWU6d29yZA==',
    'runs/search Bearer secret',
    [],
  ]);
});

it('sends what checkpoints hold, and says once that a tracker fails', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'longrange-tracking-'));
  const sessions = [{ startedAt: '2026-11-28T00:00:00Z' }];
  await writeFile(
    join(folder, 'config.json'),
    JSON.stringify({ formatVersion: 2, parameterCount: 7, config: { model: {}, training: {} }, sessions }),
  );
  const quality = { lossNats: 2, bitsPerCharacter: 3, accuracy: 0.25 };
  const lines = [1, 2, 3].map((step) => ({
    type: 'validation',
    step,
    charactersSeen: 10,
    ...quality,
    characters: 100,
    best: true,
  }));
  await writeFile(join(folder, 'metrics.jsonl'), lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  const said: string[] = [];
  const sync = async ({ measurements }: TrackedRun, status: string) => {
    said.push(`${status} ${measurements.map(({ step }) => step)}`);
    if (status === 'RUNNING') throw new Error('fails.');
    return 'there';
  };
  const reporter = {
    fact: (...words: string[]) => said.push(words.join(' ')),
    line: (line: string) => said.push(line),
  };
  const follower = follow({ name: 'tracker', sync }, folder, reporter as never, 'Goes on.');
  for (const step of [0, 1, 2]) {
    follower.take({ type: 'checkpoint', step } as never);
    await expect
      .poll(() => said.some((line) => line.startsWith('RUNNING') && line.endsWith(`${step || ' '}`)))
      .toBe(true);
  }
  await follower.finish('KILLED');
  expect(said).toEqual([
    'RUNNING ',
    'tracker: fails. Goes on.',
    'RUNNING 1',
    'RUNNING 1,2',
    'KILLED 1,2',
    'tracker there',
  ]);
});
