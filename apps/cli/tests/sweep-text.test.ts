import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { callCli } from './testing/call-cli.ts';
import { startCli } from './testing/run-cli.ts';
import { temporaryFolder, tinyProject, writeTinyCorpus, writeTinySweep } from './testing/tiny.ts';

const isWhole = process.env.LONGRANGE_WHOLE === '1';
const HERE = ['--engine', 'simd', '--threads', '1'];
const short = { maxCharacters: 1280 };

/** Creates a folder with a sweep of one short training, and a text of its own. */
async function project(parent: string, name: string): Promise<string> {
  const folder = join(parent, name);
  await writeTinyCorpus(folder);
  await writeFile(join(folder, 'corpus', 'own.py'), `name = '${name}'\n`);
  await writeTinySweep(folder, short);
  return folder;
}

async function table(file: string, cwd: string, ...words: string[]): Promise<Record<string, unknown>> {
  const { stdout, code, stderr } = await callCli(['sweep', 'status', file, '--json', ...words], { cwd });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout);
}

const run = async (file: string, cwd: string, ...words: string[]) =>
  expect(await callCli(['sweep', file, '--trial', '0', ...words, ...HERE], { cwd })).toMatchObject({
    code: 0,
    stderr: '',
  });

describe('the text of a sweep', () => {
  it('makes other trials where two files of one name mean different folders, and the same wherever it lies', async () => {
    const cwd = await temporaryFolder();
    for (const name of ['first', 'second']) {
      await project(cwd, name);
      await run(`${name}/tiny.yaml`, cwd);
    }
    const first = await table('first/tiny.yaml', cwd);
    const second = await table('second/tiny.yaml', cwd);
    expect([first.status, second.status]).toEqual(['finished', 'finished']);
    expect(first.validation_bits).not.toBe(second.validation_bits);
    const runs = (await readdir(join(cwd, 'runs', 'tiny'))).filter((name) => /^[0-9a-f]{16}$/.test(name));
    expect(runs.sort()).toEqual([first.name, second.name].sort());

    await rename(join(cwd, 'first'), join(cwd, 'moved'));
    expect(await table('moved/tiny.yaml', cwd)).toEqual(first);
    // The run itself looks for its text at the old place.
    const evaluate = ['eval', '--runs', 'runs/tiny', '--checkpoint', `${first.name}`, '--skip-controls'];
    const lost = await callCli(evaluate, { cwd });
    expect(lost.stderr).toMatch(/corpus", which does not exist\.$/m);
    const elsewhere = await callCli([...evaluate, '--corpus', 'moved/nowhere'], { cwd });
    expect(elsewhere.stderr).toMatch(/moved\/nowhere", which does not exist\.$/m);
    // Changed text makes a different trial.
    await writeFile(join(cwd, 'moved', 'corpus', 'own.py'), 'name = "changed"\n');
    expect(await table('moved/tiny.yaml', cwd)).toMatchObject({ status: 'waiting' });
  });

  it('need not be there for somebody who only looks', async () => {
    const cwd = await project(await temporaryFolder(), 'first');
    await run('tiny.yaml', cwd);
    const expected = await table('tiny.yaml', cwd);
    // The journal knows a run without its text; elsewhere its settings alone name it.
    await rm(join(cwd, 'corpus'), { recursive: true });
    expect(await table('tiny.yaml', cwd)).toEqual(expected);
    const { name: asWritten } = await table('tiny.yaml', cwd, '--runs', 'elsewhere');
    expect(asWritten).not.toBe(expected.name);
    // Of two runs with these settings the text would tell which one is meant.
    await writeTinyCorpus(cwd);
    await run('tiny.yaml', cwd);
    await rm(join(cwd, 'corpus'), { recursive: true });
    expect(await callCli(['sweep', 'status', 'tiny.yaml'], { cwd })).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(
        /^error: Expected the text corpus of tiny\.yaml on this machine, because there are runs on several/,
      ),
    });
  });
});

/** Reads the output of all trials. */
async function logsIn(cwd: string): Promise<string> {
  const folder = join(cwd, 'runs', 'tiny', 'logs');
  const names = await readdir(folder).catch(() => []);
  return (await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')))).join('');
}

it('evaluates what a sweep has trained, as its file says', { timeout: 300_000 }, async () => {
  const cwd = await project(await temporaryFolder(), 'one');
  await writeTinySweep(cwd, short, { evaluate: 'quick' });
  // By the command and its processes, as users do.
  const { child, result } = startCli(['sweep', 'tiny.yaml', ...HERE], { cwd });
  const begun = async () => (await logsIn(cwd)).includes('as it was in training');
  await vi.waitUntil(begun, { timeout: 200_000, interval: 100 });
  // An evaluation trains controls, which takes half a minute.
  if (!isWhole) child.kill('SIGTERM');
  expect(await result).toMatchObject({ code: isWhole ? 0 : 143, stderr: '' });
  const { name, status } = await table('tiny.yaml', cwd);
  expect(status).toBe(isWhole ? 'finished' : 'unfinished');
  if (isWhole) expect(await readdir(join(cwd, 'runs', 'tiny', `${name}`, 'eval'))).toHaveLength(1);
});

// reliability: sweep-file-writer
it('takes the values of a sweep file for settings, never for options of a trial', async () => {
  const { cwd } = await tinyProject();
  const attempt = async (settings: object): Promise<string> => {
    await writeTinySweep(cwd, { ...short, corpus: 'corpus', ...settings });
    return (await callCli(['sweep', 'tiny.yaml', '--trial', '0', ...HERE], { cwd })).stderr;
  };
  const corpus = { values: [['corpus', '--runs', 'elsewhere']] };
  expect(await attempt({ corpus })).toMatch(/^error: Expected .*--runs.*, which does not exist\.$/m);
  for (const settings of [
    ...[{ preset: '--runs=elsewhere' }, { dedupe: '--debug' }, { precision: '--debug' }],
    ...[{ network: '--runs=elsewhere' }, { '--runs': 'elsewhere' }, { 'units=9 --runs': 8 }],
  ])
    expect(await attempt(settings)).toMatch(
      /^error: (?:Trial 0|tiny\.yaml:1: Expected the name of a setting, got )/m,
    );
  expect((await readdir(cwd)).sort()).toEqual(['corpus', 'runs', 'tiny.yaml']);
});
