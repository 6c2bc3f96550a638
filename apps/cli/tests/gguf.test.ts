import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseResult } from '@longrange/eval';
import { parseDocumentScores } from '@longrange/eval/comparison';
import { expect, it } from 'vitest';
import { tinyGguf } from '../../../packages/llama/tests/testing/tiny-gguf.ts';
import { callCli } from './testing/call-cli.ts';
import { temporaryFolder, writeTinyCorpus } from './testing/tiny.ts';

async function prepare() {
  const cwd = await temporaryFolder();
  await writeTinyCorpus(cwd);
  await writeFile(join(cwd, 'tiny.gguf'), tinyGguf(2048));
  return cwd;
}

/** True if node-llama-cpp, an optional peer dependency of @longrange/llama, is installed. */
const isHere = existsSync(new URL('../../../packages/llama/node_modules/node-llama-cpp', import.meta.url));

const words = 'eval --model gguf:tiny.gguf --corpus corpus --suite quick --parser wasm'.split(' ');
const little = '--samples 2 --length 60 --max-characters 900 --threads 1'.split(' ');

it.skipIf(isHere)('says what to install for a GGUF file', async () => {
  const { code, stderr } = await callCli([...words, ...little], { cwd: await prepare() });
  expect({ code, stderr }).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/npm install node-llama-cpp/),
  });
});

it('opens nothing but files, and none whose lengths go beyond it', async () => {
  const cwd = await prepare();
  const tiny = await readFile(join(cwd, 'tiny.gguf'));
  execFileSync('mkfifo', [join(cwd, 'pipe')]);
  await writeFile(join(cwd, 'empty'), '');
  // The length of the first key.
  tiny.writeBigUInt64LE(2n ** 31n - 1n, 24);
  await writeFile(join(cwd, 'long'), tiny);
  for (const [file, got] of [
    ['pipe', 'a pipe or a device'],
    ['/dev/zero', 'a pipe or a device'],
    ['empty', 'an empty file'],
    ['long', `one that is cut off or damaged: 2147483647 bytes at byte 32 of ${tiny.length}`],
  ]) {
    const model = `gguf:${file}`;
    const shared = ['--corpus', 'corpus', '--parser', 'wasm', ...little];
    const { code, stderr } = await callCli(['compare', model, 'ngram', ...shared], { cwd });
    const message = `Expected a model in a GGUF file at ${file}, got: ${got}`;
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining(message) });
  }
});

it.skipIf(!isHere)(
  'measures what a GGUF file reads and writes, and asks it nothing twice',
  async () => {
    const cwd = await prepare();
    const first = await callCli([...words, ...little], { cwd });
    expect(first).toMatchObject({ code: 0, stderr: '' });
    const again = await callCli([...words, ...little], { cwd });
    expect(again.stdout).toMatch(/kept +[\d,]+ cached answers, which are not asked for again/);
    expect(again.stdout).toMatch(/at most; 0 questions/);
    const folder = join(cwd, 'runs/files/eval');
    const [one, other] = await Promise.all(
      (await readdir(folder)).map(async (name) => {
        const read = (file: string) => readFile(join(folder, name, file), 'utf8');
        const { provenance: _, createdAt: __, ...result } = parseResult(await read('result.json'));
        return {
          result,
          scores: parseDocumentScores(await read('documents.json')),
          page: await read('report.md'),
        };
      }),
    );
    expect(one!.result).toEqual(other!.result);
    const [own] = one!.result.bitsPerCharacter;
    expect(own!.carried!.bits).toBeLessThanOrEqual(own!.upperBound!.bits);
    expect(one!.page).toContain('gives an upper bound of');
    expect(one!.page).toContain('What this model was trained on is not known.');
    // Scores are reused, or computed from cached answers.
    const compare = (...more: string[]) =>
      callCli(['compare', 'gguf:tiny.gguf', 'ngram', ...words.slice(3), ...little, ...more], { cwd });
    const compared = await compare();
    expect(compared).toMatchObject({ code: 0, stderr: '' });
    expect(compared.stdout).toContain('tiny: measured before, in ');
    expect(compared.stdout).toMatch(/tiny +reading .*\n +writing .*\n +20-gram +reading /);
    const fresh = await compare('--fresh');
    expect(fresh.stdout).toMatch(/at most; 0 questions/);
    const renamed = await callCli([...words, ...little, '--renamed', '--output', 'renamed'], { cwd });
    expect(renamed).toMatchObject({ code: 0, stderr: '' });
    const [name] = await readdir(join(cwd, 'renamed'));
    const { renaming } = parseResult(await readFile(join(cwd, 'renamed', name!, 'result.json'), 'utf8'));
    expect(renaming!.names).toBeGreaterThan(0);
    expect(renaming!.characters.all).toBeGreaterThan(renaming!.characters.renamed);
    expect(renaming!.predictors.map(({ predictor }) => predictor)).toEqual(['model', '20-gram']);
    expect(renaming!.predictors[0]!.asWritten).toBeCloseTo(own!.carried!.bits, 2);
    expect(one!.scores.model).toMatchObject({ run: 'tiny', parameters: 17_312 });
    expect(one!.result.subjects.find(({ id }) => id === 'model')).toBeDefined();
  },
  600_000,
);
