import { existsSync, realpathSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as zlib from 'node:zlib';
import { parseResult, type Result } from '@longrange/eval';
import { parseDocumentScores } from '@longrange/eval/comparison';
import { afterAll, describe, expect, it } from 'vitest';
import { runCli } from './testing/run-cli.ts';
import { trainTiny } from './testing/tiny.ts';

const { cwd, call } = await trainTiny(afterAll);
const read = (...path: string[]) => readFile(join(cwd, ...path), 'utf8');
const readResult = async (folder: string): Promise<Result> => parseResult(await read(folder, 'result.json'));

/** Returns the folder of the report that a command prints, relative to `cwd`. */
function reportFolder(stdout: string): string {
  const path = fileURLToPath(/^report +(file:.+)$/m.exec(stdout)![1]!);
  return relative(realpathSync(cwd), dirname(path));
}

describe('longrange eval', () => {
  it('measures held-out code, the model and an n-gram, and writes result, report and samples', async () => {
    const little = '--samples 3 --length 200 --seed 5 --suite quick --engine simd --threads 1'.split(' ');
    const line = 'eval --checkpoint latest --text corpus --skip-controls';
    const { code, stdout, stderr } = await call(line, ...little);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const folder = reportFolder(stdout);
    expect(folder).toMatch(/^runs\/tiny\/eval\/step-000\d{3}-\d{8}-\d{6}$/);
    const files = ['documents.json', 'report.html', 'report.md', 'result.json', 'samples.jsonl'];
    expect((await readdir(join(cwd, folder))).sort()).toEqual(files);
    const result = await readResult(folder);
    expect(result.subjects.map(({ id, documents, cut }) => [id, documents, cut])).toEqual([
      ['real', 3, false],
      ['model', 3, true],
      ['ngram', 3, true],
      ['text', 12, false],
    ]);
    const [real, , , text] = result.subjects;
    expect(real?.delimiters.overall.estimate).toBe(1);
    expect(text?.parse.documents).toMatchObject({ held: 12, n: 12 });
    expect(result.provenance).toMatchObject({
      command: `longrange ${line} ${little.join(' ')}`,
      seeds: { training: 1, sampling: 5, bootstrap: 5 },
      engine: 'simd',
      threads: 1,
      sampling: { count: 3, length: 200, temperature: 0.8 },
    });
    expect(result.contamination?.map(({ split }) => split)).toEqual(['validation', 'test']);
    expect(result.model).toMatchObject({ run: 'tiny', parameters: expect.any(Number) });
    const zstd = 'zstdCompressSync' in zlib ? ['zstd'] : [];
    const predictors = ['model', '20-gram', 'gzip', 'brotli', ...zstd];
    expect(result.bitsPerCharacter.map(({ predictor }) => predictor)).toEqual(predictors);
    for (const { memorization } of result.subjects)
      expect(memorization?.novelByLength[0]?.proportion.estimate).toBe(0);
    const [model, ngram] = result.bitsPerCharacter;
    expect(model?.characters).toBe(ngram?.characters);
    const [first, second] = result.probes!.predictors;
    expect([first?.predictor, second?.predictor]).toEqual([model?.predictor, ngram?.predictor]);
    expect(first!.closers.natural.overall.n).toBeGreaterThan(0);
    expect(second!.closers.natural.overall.n).toBe(first!.closers.natural.overall.n);
    expect(first!.effectiveContext.byContext[0]).toMatchObject({ n: 1 });
    expect(model?.reset?.every).toBe(256);
    expect(result.probes?.gradientReach?.targets).toBe(64);
    expect(result.probes?.units?.layers[0]?.timeScales).toHaveLength(16);
    expect(result.probes?.controls).toEqual([]);
    expect(result.training.filter(({ validationBits }) => validationBits !== null).length).toBeGreaterThan(1);
    const lines = (await read(folder, 'samples.jsonl')).trim().split('\n');
    const samples = lines.map((line) => JSON.parse(line));
    expect(samples.map(({ text }) => text.length)).toEqual(new Array(6).fill(200));
    // Each sample's places are those of its subject.
    for (const { id, places } of result.subjects.filter((one) => one.id !== 'real')) {
      const own = samples.flatMap((sample) => (sample.subject === id ? sample.places : []));
      const counts = places!.map(({ metric }) => own.filter((place) => place.metric === metric).length);
      expect(counts).toEqual(places!.map(({ count }) => count));
    }
    expect(samples.some(({ places }) => places.length > 0)).toBe(true);

    const scores = parseDocumentScores(await read(folder, 'documents.json'));
    expect(scores).toMatchObject({ trainingSeed: 1, model: { run: 'tiny' }, heldOut: { split: 'test' } });
    expect(await call('compare tiny@latest text:corpus', ...little)).toMatchObject({
      code: 0,
      stdout: expect.stringContaining(`measured before, in ${folder}/documents.json`),
    });
  });

  it('measures text alone, as it is, without a model', async () => {
    await mkdir(join(cwd, 'generated'), { recursive: true });
    await writeFile(join(cwd, 'generated', 'a.py'), `x = (1, [2)${' '.repeat(500)}\n`);
    await writeFile(join(cwd, 'generated', 'notes.txt'), 'no Python');
    const { code, stdout } = await call('eval --text generated --oracle cpython');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^oracle +CPython 3\.\d+\.\d+, through pyodide$/m);
    expect(stdout).toContain('left out    1 with another extension');
    const folder = reportFolder(stdout);
    expect(folder).toMatch(/^runs\/text\/eval\/text-/);
    const result = await readResult(folder);
    expect(result).toMatchObject({
      model: null,
      bitsPerCharacter: [],
      subjects: [
        {
          id: 'text',
          characters: 512,
          degeneration: { longestRun: { character: ' ', length: 500 } },
          delimiters: { events: { matched: 1, closedByForce: 1 } },
          oracle: { bothReject: 1, agreement: { held: 1, n: 1 } },
        },
      ],
    });

    await writeFile(join(cwd, 'generated', 'b.py'), 'y = [1, 2');
    for (const [more, unclosed, censored] of [
      ['', 1, 0],
      [' --truncated', 0, 1],
    ] as const) {
      const { stdout } = await call(`eval --text generated/b.py --output cut${more}`);
      const [subject] = (await readResult(reportFolder(stdout))).subjects;
      expect(subject?.delimiters.events).toMatchObject({ unclosed, censored });
    }
  });

  // reliability: output-folders
  it('refuses text that is not there, binary or not Python, and an output that cannot be', async () => {
    await writeFile(join(cwd, 'binary'), Buffer.from([0, 1]));
    await mkdir(join(cwd, 'nothing'), { recursive: true });
    for (const [line, expected] of [
      [
        '--text missing',
        /^2 error: Expected a file, folder, archive or package for --text, got "missing", which does not exist\.$/,
      ],
      ['--text binary', /^2 error: Expected text in UTF-8, got binary/],
      ['--text nothing', /^2 error: Expected text to measure in nothing \(in folders, .*\), got none/],
      ['--text corpus --output binary/below', /^1 error: Cannot write binary\/below: .*\(ENOTDIR\)/],
      ['--runs typo', /^2 error: Expected a run with a complete checkpoint in typo, got none\.$/],
    ] as const) {
      const { code, stderr } = await call(`eval ${line}`);
      expect(`${code} ${stderr.split('\n')[0]}`).toMatch(expected);
    }
    expect(existsSync(join(cwd, 'typo'))).toBe(false);
  });
});

describe('longrange report', () => {
  it('writes the report again, the same', async () => {
    await call('eval --text corpus --output made');
    const [name] = await readdir(join(cwd, 'made'));
    const folder = join('made', name!);
    const before = await read(folder, 'report.html');
    await rm(join(cwd, folder, 'report.html'));
    const { code, stdout } = await runCli(['report', folder], { cwd });
    expect(code).toBe(0);
    expect(stdout).toMatch(new RegExp(`^report      file:///.*${folder}/report.html$`, 'm'));
    expect(await read(folder, 'report.html')).toBe(before);
    expect(await call(`report ${folder}/result.json --output copy`)).toMatchObject({ code: 0 });
    expect(await read('copy', 'report.html')).toBe(before);
  });

  it('names what is no result', async () => {
    await writeFile(join(cwd, 'not.json'), '{}');
    for (const [line, message] of [
      ['report not.json', 'error: not.json: Expected `format` to be "longrange-result"'],
      ['report latest --runs none', 'error: Expected a result in none/*/eval, got none.'],
    ] as const)
      expect(await call(line)).toMatchObject({ code: 2, stderr: expect.stringContaining(message) });
  });
});
