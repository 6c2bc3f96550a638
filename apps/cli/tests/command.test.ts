import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LanguageModel } from '@longrange/eval';
import { expect, it } from 'vitest';
import { openEvaluated } from '../src/evaluated/open.ts';
import { createReporter } from '../src/terminal/reporter.ts';
import { command, PROGRAM } from './testing/program.ts';
import { isAlive, startCli } from './testing/run-cli.ts';
import { temporaryFolder } from './testing/tiny.ts';

const open = (words: string) =>
  openEvaluated(words, { runs: 'runs', seed: 0, engine: 'auto' } as never, createReporter(process.stdout));

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
