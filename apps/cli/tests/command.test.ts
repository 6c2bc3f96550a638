import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LanguageModel } from '@longrange/eval';
import { expect, it, onTestFinished, vi } from 'vitest';
import { openEvaluated } from '../src/evaluated/open.ts';
import { createReporter, type MessageStream } from '../src/terminal/reporter.ts';
import { callIn } from './testing/call-cli.ts';
import { command, PROGRAM } from './testing/program.ts';
import { isAlive, startCli } from './testing/run-cli.ts';
import { temporaryFolder, writeTinyCorpus } from './testing/tiny.ts';

const open = (
  words: string,
  more: { readonly minutes?: number } = {},
  stream: MessageStream = process.stdout,
) =>
  openEvaluated(words, { runs: 'runs', seed: 0, engine: 'auto', ...more } as never, createReporter(stream));

it('asks the model of a program in another language', async () => {
  const words = await command('counts.mjs', PROGRAM);
  const opened = await open(words);
  expect(opened).toMatchObject({
    training: null,
    limits: null,
    outputPrefix: join('runs/files/eval/counts'),
  });
  const { model, entry } = opened.prepare([]);
  const [scores] = await (model as LanguageModel).score(['aab', 'λa'], { resetEvery: null });
  // Each character has been counted once beforehand.
  const shares = [1 / 96, 2 / 97, 1 / 98];
  expect([...scores!]).toEqual(shares.map((share) => expect.closeTo(Math.log(share), 5)));
  expect(entry()).toMatchObject({ run: 'counts', checkpoint: words });
  await opened.close();
});

it.each([
  ['process.exit(3)', /^Expected an answer of `.*`, got its end with exit code 3\.$/],
  ['throw new TypeError("no weights")', /got its end with exit code 1 \(.*\)\.$/],
  ['console.log("Loading"); setInterval(() => {}, 1000)', /got "Loading" in place of a frame\.$/],
])('says in one error what is wrong with %s', async (script, message) => {
  await expect(open(await command('program.mjs', script))).rejects.toThrow(message);
});

it.skipIf(process.platform === 'win32')('ends the program at Ctrl-C', async () => {
  const cwd = await temporaryFolder();
  const words = await command(
    'program.cjs',
    `require('node:fs').writeFileSync('pid', process.pid + '.'); process.stdin.resume(); process.on('SIGINT', () => {});`,
    cwd,
  );
  const cli = startCli(['eval', '--model', words], { cwd });
  const read = () => readFile(join(cwd, 'pid'), 'utf8').catch(() => '');
  await expect.poll(read, { timeout: 60_000 }).toMatch(/\.$/);
  const pid = Number.parseInt(await read(), 10);
  cli.child.kill('SIGINT');
  expect(await cli.result).toMatchObject({
    code: 130,
    stdout: expect.stringContaining('no answer of a program is kept'),
  });
  await expect.poll(() => isAlive(pid), { timeout: 60_000 }).toBe(false);
});

// reliability: programs
it.skipIf(process.platform === 'win32')(
  'ends a program that heeds nothing, and what it started, when it is killed itself',
  async () => {
    const cwd = await temporaryFolder();
    const script = `const forever = 'setInterval(() => {}, 1000)';
const { pid } = require('node:child_process').spawn(process.execPath, ['-e', forever], { stdio: 'ignore' });
require('node:fs').writeFileSync('pids', process.pid + ' ' + pid + '.');
eval(forever);`;
    const cli = startCli(['eval', '--model', await command('program.cjs', script, cwd)], { cwd });
    const read = () => readFile(join(cwd, 'pids'), 'utf8').catch(() => '');
    await expect.poll(read, { timeout: 60_000 }).toMatch(/\.$/);
    const pids = (await read()).split(' ').map((pid) => Number.parseInt(pid, 10));
    expect(pids.map(isAlive)).toEqual([true, true]);
    cli.child.kill('SIGKILL');
    await expect.poll(() => pids.map(isAlive), { timeout: 20_000 }).toEqual([false, false]);
  },
);

// reliability: programs
it.each([
  [{}, 30],
  [{ minutes: 2 }, 2],
])('says after 30 s of silence what it waits for, and gives up at last: %j', async (options, minutes) => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  onTestFinished(() => void vi.useRealTimers());
  let printed = '';
  const stream = { write: (text: string) => (printed += text) };
  const opening = open(await command('silent.cjs', 'setInterval(() => {}, 1000)'), options, stream);
  vi.advanceTimersByTime(30_000);
  expect(printed).toMatch(
    new RegExp(
      `^waiting +for 30 s for the answer of \`.*\` to \`hello\`, at most ${minutes} minutes; Ctrl-C ends it\n$`,
    ),
  );
  vi.advanceTimersByTime(60_000 * minutes);
  await expect(opening).rejects.toThrow(`none to \`hello\` for ${minutes} min.`);
});

it('measures the model of a program within minutes', async () => {
  const cwd = await temporaryFolder();
  await writeTinyCorpus(cwd);
  const model = await command('counts.mjs', PROGRAM);
  const ran = await callIn(cwd)('eval --corpus corpus --minutes 1', '--model', model);
  expect(ran).toMatchObject({ code: 0, stderr: '' });
  expect(ran.stdout).toMatch(/plan +\d+ pairs of brackets in \d+ documents?, .* about .* of queries/);
});
