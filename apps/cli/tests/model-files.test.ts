import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseResult } from '@longrange/eval';
import { parseComparison } from '@longrange/eval/comparison';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callCli } from './testing/call-cli.ts';
import { runCli } from './testing/run-cli.ts';
import { trainTiny } from './testing/tiny.ts';

const engine = ['--engine', 'simd', '--threads', '1'];
const little = ['--samples', '4', '--length', '100', '--parser', 'wasm', ...engine];
let cwd: string;
let removeAll: () => Promise<void>;

/** Model files are read in a thread, whose script exists only in the build. */
const run = (...words: string[]) => runCli(words, { cwd });
const call = (...words: string[]) => callCli(words, { cwd });
const fixture = (name: string) =>
  readFile(new URL(`../../../packages/formats/src/__fixtures__/${name}`, import.meta.url));

beforeAll(async () => {
  cwd = await trainTiny((remove) => {
    removeAll = remove;
  });
  for (const format of ['keras', 'safetensors', 'tfjs']) {
    const words = ['--checkpoint', 'tiny', '--format', format];
    expect(await call('export', ...words)).toMatchObject({ code: 0, stderr: '' });
  }
  await writeFile(join(cwd, 'rnn.h5'), await fixture('rnn.h5'));
});
afterAll(() => removeAll());

describe('what longrange exports', () => {
  it('has the name of the run, and nothing is written over', async () => {
    const files = await readdir(cwd);
    expect(files).toEqual(expect.arrayContaining(['tiny.keras', 'tiny.safetensors', 'tiny-tfjs']));
    expect(await call('export', '--checkpoint', 'tiny')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('Cannot write tiny.keras: it already exists.'),
    });
  });

  it('writes the same text as the run', async () => {
    const words = ['--length', '80', '--prompt', 'def ', '--seed', '5', ...engine];
    const { stdout } = await call('sample', '--checkpoint', 'tiny', ...words);
    expect(stdout).toHaveLength(84);
    expect((await run('sample', '--checkpoint', 'tiny.keras', ...words)).stdout).toBe(stdout);
  });

  it('does not differ from the run in a comparison, on the corpus of the run', async () => {
    const { code, stdout } = await run('compare', 'tiny', 'tiny.keras', '--suite', 'quick', ...little);
    expect({ code, stdout }).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('as it was in training'),
    });
    const folder = join(cwd, 'runs', 'comparisons');
    const json = await readFile(join(folder, (await readdir(folder))[0]!, 'comparison.json'), 'utf8');
    const { contenders, measures } = parseComparison(json);
    expect(contenders[1]!.runs[0]).toMatchObject({
      run: 'tiny',
      checkpoint: 'tiny.keras',
      trainingSeed: null,
    });
    expect(contenders[1]!.runs[0]).not.toHaveProperty('step');
    const bits = measures.find(({ measure, range }) => measure === 'bits-carried' && range === null)!;
    expect(bits.differences[0]!.difference).toBe(0);
  });

  it('is compared on projects of the text that is named', async () => {
    const words = ['tiny.keras', 'tiny.safetensors', '--held-out', 'projects', '--corpus', 'nowhere'];
    expect(await run('compare', ...words)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('nowhere'),
    });
  });

  it('is measured on the text that is named, and the result says of which file', async () => {
    const corpus = ['--corpus', 'corpus', '--set', 'split.test=0.2'];
    const words = [
      '--checkpoint',
      'tiny.safetensors',
      ...corpus,
      '--suite',
      'quick',
      '--skip-controls',
      '--max-characters',
      '2000',
    ];
    expect(await run('eval', ...words, ...little)).toMatchObject({ code: 0, stderr: '' });
    const folder = join(cwd, 'runs', 'files', 'eval');
    const result = parseResult(
      await readFile(join(folder, (await readdir(folder))[0]!, 'result.json'), 'utf8'),
    );
    const sha256 = createHash('sha256')
      .update(await readFile(join(cwd, 'tiny.safetensors')))
      .digest('hex');
    expect(result.model).toMatchObject({ run: 'tiny', checkpoint: 'tiny.safetensors', sha256 });
    expect(result.model).not.toHaveProperty('step');
    expect(result.provenance.seeds).not.toHaveProperty('training');
    expect(result.training).toEqual([]);
  });
});

describe('a file without a vocabulary', () => {
  const sample = (...words: string[]) =>
    run('sample', '--checkpoint', 'rnn.h5', '--length', '9', ...words, ...engine);

  it('takes the list of a Keras layer, whose tokens it never writes', async () => {
    await writeFile(join(cwd, 'layer.json'), JSON.stringify(['', '[UNK]', '\n', ...'abcd']));
    const { code, stdout, stderr } = await sample('--vocabulary', 'layer.json');
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(/^[\na-d]{9,10}$/) });
    expect(stderr).toContain("5 characters, without Keras' '' and [UNK]");
  });

  it('takes the characters of files that are no Python, of which a run needs no telling', async () => {
    await mkdir(join(cwd, 'notes'));
    await writeFile(join(cwd, 'notes', 'six.txt'), 'fed\ncbé\n');
    const told = ['--extensions', '.txt', '--charset', 'é'];
    expect(await sample('--vocabulary', 'notes', '--charset', 'é')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('hint: found 1 .txt file: add --extensions .txt to read them.'),
    });
    const { code, stdout } = await sample('--vocabulary', 'notes', ...told);
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(/^[\nb-fé]{9,10}$/) });
    expect(await call('sample', '--checkpoint', 'tiny', ...told)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('Expected --extensions and --charset with a model file'),
    });
  });

  it('is refused without one, and where it is damaged or missing', async () => {
    expect(await sample()).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining('hint: provide it with --vocabulary'),
    });
    await writeFile(join(cwd, 'cut.h5'), (await fixture('rnn.h5')).subarray(0, 9_000));
    expect(await run('sample', '--checkpoint', 'cut.h5')).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^error: Expected an HDF5 file in cut\.h5, got: [^\n]*\nhint: [^\n]*\n$/),
    });
    expect(await call('sample', '--checkpoint', 'none.keras')).toMatchObject({
      code: 2,
      stderr: 'error: Cannot read none.keras: no such file or folder (ENOENT).\nhint: check the path.\n',
    });
    expect((await call('sample', '--checkpoint', 'tiny', '--vocabulary', 'seven.py')).stderr).toMatch(
      /^error: Expected --vocabulary with a model file/,
    );
  });
});
