import { cp, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { callCli } from './testing/call-cli.ts';
import { runCli } from './testing/run-cli.ts';
import { temporaryFolder, writeTinyCorpus } from './testing/tiny.ts';

const here = ['--compute', 'simd', '--threads', '1'];

/** Writes a sweep of one short training, by default on `corpus`. */
function writeSweep(folder: string, corpus: unknown = 'corpus', more: object = {}): Promise<void> {
  const settings = {
    ...{ corpus, units: 8, layers: 1, embeddingSize: 4, batchSize: 4, sequenceLength: 16, epochs: null },
    ...{ maxCharacters: 1280, validationEverySteps: 10, checkpointEverySteps: 10, ...more },
  };
  const parameters = Object.entries(settings).map(([name, value]) => [name, { value }]);
  const file = { name: 'one', method: 'grid', parameters: Object.fromEntries(parameters) };
  return writeFile(join(folder, 'sweep.yaml'), JSON.stringify(file));
}

/** Creates a folder with the sweep and a text of its own. */
async function project(parent: string, name: string): Promise<string> {
  const folder = join(parent, name);
  await writeTinyCorpus(folder);
  await writeFile(join(folder, 'corpus', 'own.py'), `name = '${name}'\n`);
  await writeSweep(folder);
  return folder;
}

type Row = Readonly<Record<'name' | 'status' | 'validation_bits', unknown>>;

async function table(file: string, cwd: string, ...words: string[]): Promise<Row> {
  const { stdout, code, stderr } = await callCli(['sweep', 'status', file, '--json', ...words], { cwd });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout) as Row;
}

const run = (file: string, cwd: string, ...words: string[]) =>
  callCli(['sweep', file, '--trial', '0', ...words, ...here], { cwd });

const runsOf = async (cwd: string): Promise<string[]> =>
  (await readdir(join(cwd, 'runs', 'one'))).filter((name) => /^[0-9a-f]{16}$/.test(name)).sort();

describe('the text of a sweep', () => {
  it('makes other trials where two files of one name mean different folders, and the same wherever it lies', async () => {
    const cwd = await temporaryFolder();
    for (const name of ['first', 'second']) await project(cwd, name);
    for (const name of ['first', 'second'])
      expect(await run(`${name}/sweep.yaml`, cwd)).toMatchObject({ code: 0, stderr: '' });
    const first = await table('first/sweep.yaml', cwd);
    const second = await table('second/sweep.yaml', cwd);
    expect([first.status, second.status]).toEqual(['finished', 'finished']);
    expect(first.validation_bits).not.toBe(second.validation_bits);
    expect(await runsOf(cwd)).toEqual([first.name, second.name].sort());

    await rename(join(cwd, 'first'), join(cwd, 'moved'));
    expect(await table('moved/sweep.yaml', cwd)).toEqual(first);
    // The run itself looks for its text at the old place.
    const evaluate = ['eval', '--runs', 'runs/one', '--checkpoint', `${first.name}`, '--skip-controls'];
    const little = ['--suite', 'quick', '--samples', '2', '--length', '60', '--max-characters', '2000'];
    expect((await callCli([...evaluate, ...little], { cwd })).stderr).toMatch(
      /corpus", which does not exist\.$/m,
    );
    const moved = await callCli([...evaluate, ...little, '--corpus', 'moved/corpus'], { cwd });
    expect(moved).toMatchObject({ code: 0, stderr: '' });
    // Changed text makes a different trial.
    await writeFile(join(cwd, 'moved', 'corpus', 'own.py'), 'name = "changed"\n');
    expect(await table('moved/sweep.yaml', cwd)).toMatchObject({ status: 'waiting' });
  }, 120_000);

  it('need not be here for a run that the journal knows', async () => {
    const cwd = await temporaryFolder();
    await project(cwd, 'first');
    expect(await run('first/sweep.yaml', cwd)).toMatchObject({ code: 0 });
    const trained = await table('first/sweep.yaml', cwd);
    await rm(join(cwd, 'first', 'corpus'), { recursive: true });
    // The journal knows the run without its text; elsewhere its settings alone name it.
    expect(await table('first/sweep.yaml', cwd)).toEqual(trained);
    const { name: asWritten } = await table('first/sweep.yaml', cwd, '--runs', 'elsewhere');
    expect(asWritten).not.toBe(trained.name);
  }, 120_000);

  it('need not be where somebody only looks into the store, unless there are two of its name', async () => {
    const parent = await temporaryFolder();
    const store = ['--store', join(parent, 'store')];
    const [first, second] = [await project(parent, 'first'), await project(parent, 'second')];
    const looking = join(parent, 'looking');
    await mkdir(looking);
    await writeSweep(looking);
    expect(await run('sweep.yaml', first, ...store)).toMatchObject({ code: 0, stderr: '' });
    const expected = await table('sweep.yaml', first);
    expect(expected.status).toBe('finished');
    expect(await table('sweep.yaml', looking, ...store)).toEqual(expected);
    expect(await table('sweep.yaml', second, ...store)).toMatchObject({ status: 'waiting' });
    expect(await run('sweep.yaml', second, ...store)).toMatchObject({ code: 0, stderr: '' });
    const { code, stderr } = await callCli(['sweep', 'status', 'sweep.yaml', ...store], { cwd: looking });
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /^error: Expected the text corpus of sweep\.yaml on this machine, because there are runs on several/,
    );
    // A machine with the text at another place continues from there.
    const elsewhere = join(parent, 'elsewhere');
    await cp(first, elsewhere, { recursive: true, filter: (path) => !path.includes('runs') });
    expect(await table('sweep.yaml', elsewhere, ...store)).toEqual(expected);
  }, 120_000);
});

it('evaluates what a sweep has trained, as its file says', async () => {
  const cwd = await project(await temporaryFolder(), 'one');
  const sweep = JSON.parse(await readFile(join(cwd, 'sweep.yaml'), 'utf8'));
  await writeFile(join(cwd, 'sweep.yaml'), JSON.stringify({ ...sweep, evaluate: 'quick' }));
  // By the command and its processes, as users do.
  expect(await runCli(['sweep', 'sweep.yaml', ...here], { cwd })).toMatchObject({ code: 0, stderr: '' });
  const { name, status } = await table('sweep.yaml', cwd);
  expect(status).toBe('finished');
  expect(await readdir(join(cwd, 'runs', 'one', `${name}`, 'eval'))).toHaveLength(1);
}, 240_000);

describe('a value of a sweep file', () => {
  it('is never an option of the trial', async () => {
    const cwd = await temporaryFolder();
    await writeTinyCorpus(cwd);
    const asked: string[] = [];
    const server = createServer((request, response) => {
      asked.push(`${request.method} ${request.url} ${request.headers.authorization}`);
      response.end('{}');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const tracker = `mlflow=http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    await writeFile(join(cwd, 'config.json'), '{"training": {"seed": "marker of a file"}}');
    const elsewhere = join(cwd, 'elsewhere');
    const file = join(cwd, 'config.json');
    const environment = { MLFLOW_TRACKING_TOKEN: 'token-of-the-worker' };
    const attempt = async (
      parameters: Readonly<Record<string, unknown>>,
      call: typeof runCli | typeof callCli = runCli,
    ): Promise<string> => {
      await writeSweep(cwd, 'corpus');
      const sweep = JSON.parse(await readFile(join(cwd, 'sweep.yaml'), 'utf8'));
      Object.assign(sweep.parameters, parameters);
      await writeFile(join(cwd, 'sweep.yaml'), JSON.stringify(sweep));
      const words = ['sweep', 'sweep.yaml', '--jobs', '2', ...here, '--threads', '2'];
      const { stdout, stderr } = await call(words, { cwd, environment });
      const folder = join(cwd, 'runs', 'one', 'logs');
      const logs = await readdir(folder).catch(() => []);
      const said = await Promise.all(logs.map((name) => readFile(join(folder, name), 'utf8')));
      const all = `${stdout}${stderr}${said.join('')}`;
      expect(all).not.toMatch(/marker of a file|token-of-the-worker|\n +at /);
      return all;
    };
    const corpora = [
      ['corpus', `--runs=${elsewhere}`],
      ['corpus', '--runs', elsewhere],
      ['corpus', `--log=${tracker}`],
      ['--', 'corpus', `--log=${tracker}`],
      `--config=${file}`,
    ];
    expect(await attempt({ corpus: { values: corpora } })).toContain('trials      5 failed');
    const extensions = [
      ['.py', `--config=${file}`],
      ['.py', `--log=${tracker}`],
      ['.py', '--debug'],
    ];
    expect(await attempt({ extensions: { values: extensions } })).toContain('3 finished');
    const refused: Readonly<Record<string, unknown>>[] = [
      { preset: { value: `--runs=${elsewhere}` } },
      { dedupe: { value: '--debug' } },
      { precision: { value: '--debug' } },
      { network: { value: `--runs=${elsewhere}` } },
      { '--runs': { value: elsewhere } },
      { [`--log=${tracker}`]: { value: 'x' } },
      { 'units=9 --runs': { value: 8 } },
    ];
    // These end before a trial has a process.
    vi.stubEnv('MLFLOW_TRACKING_TOKEN', environment.MLFLOW_TRACKING_TOKEN);
    onTestFinished(() => void vi.unstubAllEnvs());
    for (const parameters of refused)
      expect(await attempt(parameters, callCli)).toMatch(
        /^error: (?:Trial 0|sweep\.yaml:1: Expected the name of a setting, got )/m,
      );
    expect(asked).toEqual([]);
    expect((await readdir(cwd)).sort()).toEqual(['config.json', 'corpus', 'runs', 'sweep.yaml']);
  }, 240_000);
});
