import { createHash } from 'node:crypto';
import { copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseResult } from '@longrange/eval';
import { parseComparison } from '@longrange/eval/comparison';
import { readSafetensors, writeSafetensors } from '@longrange/formats/safetensors';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readJson } from '../../../tests/testing/workspace.ts';
import { runCli } from './testing/run-cli.ts';
import { trainTiny } from './testing/tiny.ts';

const engine = '--engine simd --threads 1';
const little = `--suite quick --samples 2 --length 60 ${engine}`;
const { cwd, call } = await trainTiny(afterAll);
/** Model files are read in a thread, whose script exists only in the build. */
const run = (line: string) => runCli(line.split(' '), { cwd });
const refusal = (message: string | RegExp) => ({
  code: 2,
  stdout: '',
  stderr: expect.stringMatching(message),
});
const fixture = (name: string) =>
  readFile(new URL(`../../../packages/formats/src/__fixtures__/${name}`, import.meta.url));
const sha256Of = async (name: string) =>
  createHash('sha256')
    .update(await readFile(join(cwd, name)))
    .digest('hex');
/** Reads a file in the only folder inside `folder`. */
async function readIn(folder: string, name: string): Promise<string> {
  const [only] = await readdir(join(cwd, folder));
  return readFile(join(cwd, folder, only!, name), 'utf8');
}

beforeAll(async () => {
  for (const format of ['keras', 'safetensors', 'tfjs'])
    expect(await call(`export --checkpoint tiny --format ${format}`)).toMatchObject({ code: 0, stderr: '' });
  await writeFile(join(cwd, 'rnn.h5'), await fixture('rnn.h5'));
});

describe('what longrange exports', () => {
  it('has the name of the run, and nothing is written over', async () => {
    const files = await readdir(cwd);
    expect(files).toEqual(expect.arrayContaining(['tiny.keras', 'tiny.safetensors', 'tiny-tfjs']));
    expect(await call('export --checkpoint tiny')).toMatchObject(
      refusal('Cannot write tiny.keras: it already exists.'),
    );
    expect(await call('export --checkpoint tiny --precision float16')).toMatchObject(
      refusal('Expected `--precision float16` with `--format safetensors`'),
    );
  });

  it('does not differ from the run in a comparison, on the corpus of the run', async () => {
    expect(await run(`compare tiny tiny.keras ${little}`)).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('as it was in training'),
    });
    const { contenders, measures } = parseComparison(await readIn('runs/comparisons', 'comparison.json'));
    const [file] = contenders[1]!.runs;
    expect(file).toMatchObject({ run: 'tiny', checkpoint: 'tiny.keras', trainingSeed: null });
    expect(file).not.toHaveProperty('step');
    const bits = measures.find(({ measure, range }) => measure === 'bits-carried' && range === null)!;
    expect(bits.differences[0]!.difference).toBe(0);
  });

  it('is measured on the text that is named, and the result says of which file', async () => {
    const line = `eval --checkpoint tiny.safetensors --corpus corpus --set split.test=0.2 --skip-controls ${little}`;
    expect(await run(`${line} --max-characters 2000`)).toMatchObject({ code: 0, stderr: '' });
    const result = parseResult(await readIn('runs/files/eval', 'result.json'));
    const sha256 = await sha256Of('tiny.safetensors');
    expect(result.model).toMatchObject({ run: 'tiny', checkpoint: 'tiny.safetensors', sha256 });
    expect(result.model).not.toHaveProperty('step');
    expect(result.provenance.seeds).not.toHaveProperty('training');
    expect(result.training).toEqual([]);
    expect(await run(`${line} --language typescript`)).toMatchObject(
      refusal(/Expected one language, got TypeScript \(--language\) and Python \(tiny\.safetensors\)\./),
    );
  });

  it('is measured in the language that a file names, such as one that the explorer has trained', async () => {
    const bytes = await readFile(join(cwd, 'tiny.safetensors'));
    const kept = writeSafetensors(readSafetensors(bytes, 'tiny.safetensors'), { language: 'typescript' });
    await writeFile(join(cwd, 'kept.safetensors'), kept);
    await mkdir(join(cwd, 'texts'));
    for (const name of await readdir(join(cwd, 'corpus')))
      await copyFile(join(cwd, 'corpus', name), join(cwd, 'texts', `${name}.txt`));
    const line = `eval --checkpoint kept.safetensors --corpus texts --set extensions=.txt split.test=0.2 --output kept`;
    expect(await run(`${line} --skip-controls ${little}`)).toMatchObject({ code: 0, stderr: '' });
    expect(parseResult(await readIn('kept', 'result.json')).language.id).toBe('typescript');
  });
});

it('finds a pretrained model wherever a model is measured', async () => {
  const unknown = refusal('got `smal`. Did you mean `small`?');
  expect(await call(`eval --model pretrained:smal ${little}`)).toMatchObject(unknown);
  expect(await call(`compare tiny pretrained:smal ${little}`)).toMatchObject(unknown);
  expect(await call('export --checkpoint pretrained:smal')).toMatchObject(unknown);
  expect(await call('eval --model pretrained:small --minutes 2')).toMatchObject(
    refusal('with gguf:…, openai:… or command:…, got it with pretrained:…'),
  );
  expect(await call('eval --model pretrained:small --language typescript')).toMatchObject(
    refusal(/got TypeScript \(--language\) and Python \(pretrained:small\)\./),
  );
  const half = '--format safetensors --precision float16';
  expect(await call(`export --checkpoint pretrained:small ${half}`)).toMatchObject({ code: 0 });
  const { small } = readJson('packages/models/cards.json') as { small: { sha256: string } };
  expect(await sha256Of('small.safetensors')).toBe(small.sha256);
});

describe('a file without a vocabulary', () => {
  const sample = (more = '') => run(`sample --checkpoint rnn.h5 --length 9 ${engine}${more}`);

  it('takes the list of a Keras layer, whose tokens it never writes', async () => {
    await writeFile(join(cwd, 'layer.json'), JSON.stringify(['', '[UNK]', '\n', ...'abcd']));
    expect(await sample(' --vocabulary layer.json')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^[\na-d]{9,10}$/),
      stderr: expect.stringContaining("5 characters, without Keras' '' and [UNK]"),
    });
  });

  it('takes the characters of files that are no Python, of which a run needs no telling', async () => {
    await mkdir(join(cwd, 'notes'));
    await writeFile(join(cwd, 'notes', 'six.txt'), 'fed\ncbé\n');
    expect(await sample(' --vocabulary notes --set charset=é extensions=.txt')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^[\nb-fé]{9,10}$/),
    });
    expect(await call('sample --checkpoint tiny --vocabulary notes --set charset=é')).toMatchObject(
      refusal('Expected --vocabulary and --set with a model file'),
    );
  });

  // reliability: model-files
  it('is refused without one, and where it is damaged or missing', async () => {
    await writeFile(join(cwd, 'cut.h5'), (await fixture('rnn.h5')).subarray(0, 9_000));
    expect(await sample()).toMatchObject(refusal('hint: provide it with --vocabulary'));
    expect(await run('sample --checkpoint cut.h5')).toMatchObject(
      refusal(/^error: Expected an HDF5 file in cut\.h5, got: [^\n]*\nhint: [^\n]*\n$/),
    );
    expect(await call('sample --checkpoint none.keras')).toMatchObject(
      refusal(
        /^error: Cannot read none\.keras: no such file or folder \(ENOENT\)\.\nhint: check the path\.\n$/,
      ),
    );
    expect(await call('sample --checkpoint tiny --vocabulary seven.py')).toMatchObject(
      refusal(/^error: Expected --vocabulary with a model file/),
    );
  });
});
