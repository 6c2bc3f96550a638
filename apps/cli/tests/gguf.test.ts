import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseResult } from '@longrange/eval';
import { parseDocumentScores } from '@longrange/eval/comparison';
import { expect, it, onTestFinished, vi } from 'vitest';
import { tinyGguf } from '../../../packages/llama/tests/testing/tiny-gguf.ts';
import { tinyProject } from './testing/tiny.ts';

async function prepare() {
  const project = await tinyProject();
  await writeFile(join(project.cwd, 'tiny.gguf'), tinyGguf(2048));
  return project;
}

/** True if node-llama-cpp, an optional peer dependency of @longrange/llama, is installed. */
const isHere = existsSync(new URL('../../../packages/llama/node_modules/node-llama-cpp', import.meta.url));

const little = '--corpus corpus --suite quick --samples 2 --length 60 --max-characters 900 --threads 1';
const line = `eval --model gguf:tiny.gguf ${little}`;

it.skipIf(isHere)('says what to install for a GGUF file', async () => {
  const { cwd, call } = await prepare();
  vi.stubEnv('XDG_CACHE_HOME', cwd);
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
  expect(await call(line)).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/npm install .*node-llama-cpp@/),
  });
});

// reliability: gguf
it('opens nothing but files, and none whose lengths go beyond it', async () => {
  const { cwd, call } = await prepare();
  const tiny = await readFile(join(cwd, 'tiny.gguf'));
  execFileSync('mkfifo', [join(cwd, 'pipe')]);
  await writeFile(join(cwd, 'empty'), '');
  // The length of the first key.
  tiny.writeBigUInt64LE(2n ** 31n - 1n, 24);
  await writeFile(join(cwd, 'long'), tiny);
  for (const [file, got] of [
    ['pipe', 'a pipe or a device'],
    ['empty', 'an empty file'],
    ['long', `one that is cut off or damaged: 2147483647 bytes at byte 32 of ${tiny.length}`],
  ])
    expect(await call(`compare gguf:${file} ngram ${little}`)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(`Expected a model in a GGUF file at ${file}, got: ${got}`),
    });
});

it.skipIf(!isHere)(
  'measures what a GGUF file reads and writes, and asks it nothing twice',
  { timeout: 600_000 },
  async () => {
    const { cwd, call } = await prepare();
    const run = async (words: string) => {
      const { code, stderr, stdout } = await call(words);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      return stdout;
    };
    await run(line);
    const again = await run(line);
    expect(again).toMatch(/kept +[\d,]+ cached answers, which are not asked for again/);
    expect(again).toMatch(/at most; 0 questions/);
    const folder = join(cwd, 'runs/files/eval');
    const [one, other] = await Promise.all(
      (await readdir(folder)).map(async (name) => {
        const read = (file: string) => readFile(join(folder, name, file), 'utf8');
        const { provenance: _, createdAt: __, ...result } = parseResult(await read('result.json'));
        const scores = parseDocumentScores(await read('documents.json'));
        return { result, scores, page: await read('report.md') };
      }),
    );
    expect(one!.result).toEqual(other!.result);
    const [own] = one!.result.bitsPerCharacter;
    expect(own!.carried!.bits).toBeLessThanOrEqual(own!.upperBound!.bits);
    expect(one!.page).toContain('by the tokenizer’s own tokens alone: model');
    expect(one!.page).toContain('What this model was trained on is not known.');
    // Its random weights write no code: the evaluation's samples continue held-out code, and a comparison takes others.
    const compared = await run(`compare gguf:tiny.gguf ngram ${little}`);
    expect(compared).toMatch(
      /\nThe opener still shows, characters: tiny .*\nThe opener still decides, characters: tiny /s,
    );
    expect(await run(`compare gguf:tiny.gguf ngram ${little} --fresh`)).toMatch(/at most; 0 questions/);
    const timed = await run(
      'eval --model gguf:tiny.gguf --corpus corpus --threads 1 --minutes 1 --output timed',
    );
    expect(timed).toMatch(/model +tiny.gguf: llama 0.0173M .*, 17,312 parameters, 266 tokens/);
    const [, pairs] = /plan +(\d+) pairs of brackets in \d+ documents?, .* about .* of queries/.exec(timed)!;
    expect(timed.indexOf('plan ')).toBeLessThan(timed.indexOf('sampling the model'));
    const [timedName] = await readdir(join(cwd, 'timed'));
    const within = parseResult(await readFile(join(cwd, 'timed', timedName!, 'result.json'), 'utf8'));
    const [ownProbes] = within.probes!.predictors;
    expect(ownProbes!.minimalPairs.scoring.map(({ kind, natural }) => [kind, natural!.range.n])).toEqual([
      ['closer', Number(pairs)],
    ]);
    // Its weights are random.
    expect(timed).toMatch(
      /samples +continue the beginnings of held-out documents: by itself the model writes no Python/,
    );
    expect(within.provenance.sampling).toMatchObject({
      count: 4,
      prompt: 'beginnings of held-out documents',
    });
    await run(`${line} --renamed --output renamed`);
    const [name] = await readdir(join(cwd, 'renamed'));
    const { renaming } = parseResult(await readFile(join(cwd, 'renamed', name!, 'result.json'), 'utf8'));
    expect(renaming!.names).toBeGreaterThan(0);
    expect(renaming!.characters.all).toBeGreaterThan(renaming!.characters.renamed);
    expect(renaming!.predictors.map(({ predictor }) => predictor)).toEqual(['model', '20-gram']);
    expect(renaming!.predictors[0]!.asWritten).toBeCloseTo(own!.carried!.bits, 2);
    expect(one!.scores.model).toMatchObject({ run: 'tiny', parameters: 17_312 });
    expect(one!.result.subjects.find(({ id }) => id === 'model')).toBeDefined();
  },
);
