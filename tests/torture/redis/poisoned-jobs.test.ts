import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { expect, it, onTestFinished } from 'vitest';
import { figure } from '../testing/figures.ts';
import { runProgram, startProgram } from '../testing/run-program.ts';
import { makeWorkplace, removeFolder } from '../testing/runs.ts';
import { tableOf, undisturbed, writeSweep } from '../testing/sweeps.ts';
import { RedisServer } from './redis-server.ts';

const PASSWORD = 'never-shown';
const MARKER = 'marker-of-a-file-that-no-job-may-read';

/** A queue in a Redis of its own, and a sweep that has run without it. */
async function setUp() {
  const workplace = await makeWorkplace();
  onTestFinished(() => removeFolder(workplace));
  await writeSweep(workplace, 100, 50);
  const expected = await undisturbed(workplace);
  const redis = new RedisServer(workplace, PASSWORD);
  const address = await redis.reserve();
  await redis.start();
  onTestFinished(() => redis.stop('SIGKILL'));
  const { port } = new URL(address);
  const connection = { host: '127.0.0.1', port: Number(port), password: PASSWORD };
  const queue = new Queue('trials', { connection, prefix: 'longrange' });
  queue.on('error', () => undefined);
  onTestFinished(() => queue.disconnect());
  const options = { cwd: workplace, environment: { REDISCLI_AUTH: PASSWORD }, killAfterMs: 240_000 };
  const worker = () => {
    const places = ['--store', 'store', '--runs', 'worker-runs', '--corpus-root', '.'];
    const started = startProgram(['worker', address, ...places], options);
    onTestFinished(() => void started.child.kill('SIGKILL'));
    return started;
  };
  const engine = ['--engine', address, '--compute', 'simd', '--threads', '1', '--store', 'store'];
  return { workplace, expected, address, connection, queue, options, worker, engine };
}

async function until(isMet: () => Promise<boolean>, what: string): Promise<void> {
  for (const end = Date.now() + 60_000; Date.now() < end; await pause(100)) if (await isMet()) return;
  throw new Error(`Expected ${what} within a minute`);
}

/** Ends a worker that must have survived everything. */
async function endWorker({ child, result }: ReturnType<typeof startProgram>) {
  expect(child.exitCode).toBeNull();
  child.kill('SIGTERM');
  const ended = await result;
  expect(ended).toMatchObject({ code: 143, stderr: '' });
  return ended;
}

/** Everything below a folder that no job had a reason to make or change. */
async function others(workplace: string): Promise<string[]> {
  const names = await readdir(workplace, { recursive: true });
  return names
    .filter((name) => !/^(?:store|runs|worker-runs|appendonlydir)(?:\/|$)|\.rdb$/.test(name))
    .sort();
}

it('jobs that somebody else put into the queue end no worker, write nowhere else, and are refused once', async () => {
  const { workplace, expected, queue, options, worker, engine } = await setUp();
  await writeFile(join(workplace, '..', `${MARKER}.py`), `${MARKER} = 1\n`);
  onTestFinished(() => removeFolder(join(workplace, '..', `${MARKER}.py`)));
  const log = '--log=tensorboard';

  const text = await readFile(join(workplace, 'sweep.yaml'), 'utf8');
  const withParameters = (parameters: object): string => {
    const file = JSON.parse(text);
    return JSON.stringify({ ...file, parameters: { ...file.parameters, ...parameters } });
  };
  const onCorpus = (...corpus: string[]) => withParameters({ corpus: { value: corpus } });
  const job = {
    ...{ version: '0.0.0', sweep: 'poison', text, base: '', store: 'folder', compute: 'simd', threads: 1 },
    ...{ number: 0, name: '0'.repeat(16), untilStep: null },
  };
  const wrong: Record<string, readonly unknown[]> = {
    version: [undefined],
    more: [1],
    file: ['..'],
    runs: ['/tmp'],
    store: ['/tmp/elsewhere'],
    sweep: ['..', '../up', 'a/b', '/a', '', 'a\n', 'a\0'],
    text: [
      ...['', 'x', '[', '{', text.replace('"seeds":1', '"seeds":300000000')],
      ...['..', '/etc', `../${MARKER}.py`, '/dev/zero', '*/../../*.py'].map((corpus) => onCorpus(corpus)),
      ...['--runs=/tmp/elsewhere', log].map((option) => onCorpus('corpus', option)),
      ...[withParameters({ units: { value: 1e300 } }), withParameters({ log: { value: log } })],
    ],
    base: ['..', '/etc', 'corpus/../..'],
    number: [99, -1],
    name: ['../..'],
    untilStep: [0],
    threads: [1e9],
    compute: ['--debug'],
  };
  const poisoned: unknown[] = [
    ...[null, 1, 'job', [], {}],
    ...Object.entries(wrong).flatMap(([key, values]) => values.map((value) => ({ ...job, [key]: value }))),
  ];
  for (const [index, data] of poisoned.entries())
    await queue.add('trial', data, { jobId: `poison-${index}`, attempts: 3, backoff: 100 });
  const before = await others(workplace);
  const started = worker();
  const ended = startProgram(['sweep', 'sweep.yaml', ...engine], options).result;
  await until(async () => (await queue.getFailedCount()) >= poisoned.length, 'the end of every poisoned job');
  for (const index of poisoned.keys()) {
    const refused = (await queue.getJob(`poison-${index}`))!;
    expect(refused.attemptsMade).toBe(1);
    expect(refused.failedReason).toMatch(/^(?:[\w .:,()=-]*: )?Expected /);
    expect(refused.failedReason).not.toMatch(/undefined|Cannot read|is not a function/);
  }
  expect(await ended).toMatchObject({ code: 0, stderr: '' });
  expect(await tableOf(workplace, ['--store', 'store'], options)).toBe(expected.table);
  const { stdout } = await endWorker(started);
  expect(stdout.match(/refused a job: /g)).toHaveLength(poisoned.length);
  expect(stdout).not.toMatch(new RegExp(`${PASSWORD}|${MARKER} = |\\n +at `));
  expect(await others(workplace)).toEqual(before);
  expect(await readdir(join(workplace, 'worker-runs'))).toEqual(['sweep']);
  figure('jobs in Redis that are none', `${poisoned.length} refused, each once; the worker went on`);
});

it('a job of a sweep that somebody has changed fails for good, says so, and is done when the sweep is run again', async () => {
  const { workplace, expected, queue, options, worker, engine } = await setUp();
  const command = ['sweep', 'sweep.yaml', ...engine];
  const first = startProgram(command, options);
  await until(async () => (await queue.getPrioritizedCount()) > 0, 'a job in the queue');
  const [changed] = await queue.getPrioritized();
  await changed!.updateData({ ...changed!.data, base: '../..' });
  const started = worker();
  const { code, stdout } = await first.result;
  expect(code).toBe(1);
  const reason = /failed: +Expected a path below .* got "\.\.\/\.\." \(string\)\./;
  expect(stdout).toMatch(reason);
  const status = await runProgram(['sweep', 'status', 'sweep.yaml', ...engine], options);
  expect(status.stdout).toMatch(/^failed +trial \d .*: Expected a path below /m);
  expect(stdout).not.toContain('will be retried');
  expect(await runProgram(command, options)).toMatchObject({ code: 0, stderr: '' });
  expect(await tableOf(workplace, ['--store', 'store'], options)).toBe(expected.table);
  await endWorker(started);
});

it('what is no job at all, in the place of one, ends neither a worker nor a sweep', async () => {
  const { workplace, expected, connection, queue, options, worker, engine } = await setUp();
  const client = new Redis(connection);
  onTestFinished(() => client.disconnect());
  const broken = ['not-json', '{"half":', 'null', '"text"', '[['.repeat(50_000)];
  for (const [index, data] of broken.entries()) {
    await queue.add('trial', { x: 1 }, { jobId: `broken-${index}` });
    await client.hset(`longrange:trials:broken-${index}`, { data });
  }
  await queue.add('trial', { x: 1 }, { jobId: 'bad-options' });
  await client.hset('longrange:trials:bad-options', { opts: 'not-json' });
  await queue.add('trial', { x: 1 }, { jobId: 'bad-numbers' });
  await client.hset('longrange:trials:bad-numbers', { timestamp: 'x', attemptsMade: 'NaN', delay: '1e999' });
  const started = worker();
  const ended = await startProgram(['sweep', 'sweep.yaml', ...engine], options).result;
  expect(ended).toMatchObject({ code: 0, stderr: '' });
  expect(await tableOf(workplace, ['--store', 'store'], options)).toBe(expected.table);
  await endWorker(started);
});

it('says what is wrong: a worker that does not see the runs, a trial that fails three times, no server, no password', async () => {
  const { workplace, address, options } = await setUp();
  const file = JSON.parse(await readFile(join(workplace, 'sweep.yaml'), 'utf8'));
  const parameters = { learningRate: { value: 0.01 }, corpus: { values: ['corpus', 'missing'] } };
  const sweep = { ...file, parameters: { ...file.parameters, ...parameters } };
  await writeFile(join(workplace, 'sweep.yaml'), JSON.stringify(sweep));
  const start = (...words: string[]) => {
    const started = startProgram([...words, '--corpus-root', '.'], options);
    onTestFinished(() => void started.child.kill('SIGKILL'));
    return started;
  };
  const engine = ['sweep.yaml', '--engine', address];
  const coordinator = startProgram(['sweep', ...engine, '--threads', '1', '--compute', 'simd'], options);
  const unfit = start('worker', address, '--runs', 'elsewhere');
  const isTold = async () => {
    const { stdout } = await runProgram(['sweep', 'status', ...engine], options);
    return /^put back +on .*: Expected the folder elsewhere.sweep, .* got none/m.test(stdout);
  };
  await until(isTold, 'a line of why no trial begins');
  await endWorker(unfit);
  const fit = start('worker', address);
  const { code, stdout } = await coordinator.result;
  expect(code).toBe(1);
  expect(stdout).toMatch(/^trial 0 .*finished: /m);
  expect(stdout).toMatch(/^trial 1 .*failed: Expected /m);
  expect((await endWorker(fit)).stdout).toMatch(/failed \(3 of 3\): Expected/);

  const wrong = await start('worker', address.replace('//', `//:no-${PASSWORD}@`)).result;
  expect(wrong.stderr).toMatch(
    /^error: Expected Redis at .* to let this process in, got: WRONGPASS .*\nhint: /,
  );
  const nobody = await new RedisServer(workplace, PASSWORD).reserve();
  const missing = await start('worker', nobody).result;
  expect(missing.stderr).toMatch(/^error: Expected Redis at .* to answer, got: ECONNREFUSED/);
  expect(wrong.stderr + missing.stderr + stdout).not.toContain(PASSWORD);
});
