import { existsSync, realpathSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as zlib from 'node:zlib';
import { parseResult, type Result } from '@longrange/eval';
import { parseDocumentScores } from '@longrange/eval/comparison';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callCli } from './testing/call-cli.ts';
import { runCli } from './testing/run-cli.ts';
import { trainTiny } from './testing/tiny.ts';

const engine = ['--engine', 'simd', '--threads', '1'];
let cwd: string;
let removeAll: () => Promise<void>;

beforeAll(async () => {
  cwd = await trainTiny((remove) => {
    removeAll = remove;
  });
});
afterAll(() => removeAll());

/** Returns the folder of the report that a command prints, relative to `cwd`. */
function reportFolder(stdout: string): string {
  const path = fileURLToPath(/^report +(file:.+)$/m.exec(stdout)![1]!);
  return relative(realpathSync(cwd), dirname(path));
}

describe('longrange eval', () => {
  it('measures held-out code, the model and an n-gram, and writes result, report and samples', async () => {
    const little = '--samples 3 --length 200 --seed 5 --suite quick'.split(' ');
    const words = ['eval', '--checkpoint', 'latest', '--text', 'corpus', ...little, '--skip-controls'];
    const { code, stdout, stderr } = await callCli([...words, '--parser', 'wasm', ...engine], { cwd });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const folder = reportFolder(stdout);
    expect(folder).toMatch(/^runs\/tiny\/eval\/step-000\d{3}-\d{8}-\d{6}$/);
    expect((await readdir(join(cwd, folder))).sort()).toEqual([
      'documents.json',
      'report.html',
      'report.md',
      'result.json',
      'samples.jsonl',
    ]);
    const result = await readResult(join(folder, 'result.json'));
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
      command: `longrange ${words.join(' ')} --parser wasm ${engine.join(' ')}`,
      seeds: { training: 1, sampling: 5, bootstrap: 5 },
      parserEngine: 'wasm',
      engine: 'simd',
      threads: 1,
      sampling: { count: 3, length: 200, temperature: 0.8 },
    });
    expect(result.contamination?.map(({ split }) => split)).toEqual(['validation', 'test']);
    expect(result.model).toMatchObject({ run: 'tiny', parameters: expect.any(Number) });
    expect(result.bitsPerCharacter.map(({ predictor }) => predictor)).toEqual([
      'model',
      '20-gram',
      'gzip',
      'brotli',
      ...('zstdCompressSync' in zlib ? ['zstd'] : []),
    ]);
    const memorization = result.subjects.map((subject) => subject.memorization);
    for (const measured of memorization) expect(measured?.novelByLength[0]?.proportion.estimate).toBe(0);
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
    const samples = (await readFile(join(cwd, folder, 'samples.jsonl'), 'utf8')).trim().split('\n');
    expect(samples.map((line) => (JSON.parse(line) as { text: string }).text.length)).toEqual(
      new Array(6).fill(200),
    );

    const scores = parseDocumentScores(await readFile(join(cwd, folder, 'documents.json'), 'utf8'));
    expect(scores).toMatchObject({ trainingSeed: 1, model: { run: 'tiny' }, heldOut: { split: 'test' } });
    const compared = await callCli(['compare', 'tiny@latest,60', ...little, '--parser', 'wasm', ...engine], {
      cwd,
    });
    expect(compared).toMatchObject({
      code: 0,
      stdout: expect.stringContaining(`measured before, in ${folder}/documents.json`),
    });
  });

  it('measures text alone, as it is, without a model', async () => {
    await mkdir(join(cwd, 'generated'), { recursive: true });
    await writeFile(join(cwd, 'generated', 'a.py'), `x = (1, [2)${' '.repeat(500)}\n`);
    await writeFile(join(cwd, 'generated', 'notes.txt'), 'no Python');
    const { code, stdout } = await callCli(['eval', '--text', 'generated'], { cwd });
    expect(code).toBe(0);
    expect(stdout).toContain('left out    1 with another extension');
    const folder = reportFolder(stdout);
    expect(folder).toMatch(/^runs\/text\/eval\/text-/);
    const result = await readResult(join(folder, 'result.json'));
    expect(result).toMatchObject({
      model: null,
      bitsPerCharacter: [],
      subjects: [{ id: 'text', characters: 512 }],
    });
    expect(result.subjects[0]?.degeneration.longestRun).toEqual({ character: ' ', length: 500 });
    expect(result.subjects[0]?.delimiters.events).toMatchObject({ matched: 1, closedByForce: 1 });

    const judged = await callCli(
      ['eval', '--text', 'generated', '--output', 'judged', '--oracle', 'cpython'],
      {
        cwd,
      },
    );
    expect(judged.stdout).toMatch(/^oracle +CPython 3\.\d+\.\d+, through pyodide$/m);
    const judgedFolder = reportFolder(judged.stdout);
    const [judgedSubject] = (await readResult(join(judgedFolder, 'result.json'))).subjects;
    expect(judgedSubject?.oracle).toMatchObject({ bothReject: 1, agreement: { held: 1, n: 1 } });

    await writeFile(join(cwd, 'generated', 'b.py'), 'y = [1, 2');
    for (const [words, unclosed, censored] of [
      [[], 1, 0],
      [['--truncated'], 0, 1],
    ] as const) {
      const { stdout } = await callCli(
        ['eval', '--text', join('generated', 'b.py'), '--output', 'cut', ...words],
        { cwd },
      );
      const [subject] = (await readResult(join(reportFolder(stdout), 'result.json'))).subjects;
      expect(subject?.delimiters.events).toMatchObject({ unclosed, censored });
    }
  });

  it('refuses text that is not there, binary or not Python, and an output that cannot be', async () => {
    await writeFile(join(cwd, 'binary'), Buffer.from([0, 1]));
    await mkdir(join(cwd, 'nothing'), { recursive: true });
    const failure = async (...words: string[]) => {
      const { code, stderr } = await callCli(['eval', ...words], { cwd });
      return `${code} ${stderr.split('\n')[0]}`;
    };
    expect(await failure('--text', 'missing')).toBe(
      '2 error: Expected a file or folder for --text, got "missing", which does not exist.',
    );
    expect(await failure('--text', 'binary')).toMatch(/^2 error: Expected text in UTF-8, got binary/);
    expect(await failure('--text', 'nothing')).toMatch(
      /^2 error: Expected text to measure in nothing \(in folders, .*\), got none/,
    );
    expect(await failure('--text', 'corpus', '--output', 'binary/below')).toMatch(
      /^1 error: Cannot write binary\/below: .*\(ENOTDIR\)/,
    );
    expect(await failure('--runs', 'typo')).toBe(
      '2 error: Expected a run with a complete checkpoint in typo, got none.',
    );
    expect(existsSync(join(cwd, 'typo'))).toBe(false);
  });
});

describe('longrange report', () => {
  it('writes the report again, the same', async () => {
    await callCli(['eval', '--text', 'corpus', '--output', 'made'], { cwd });
    const [name] = await readdir(join(cwd, 'made'));
    const folder = join('made', name!);
    const before = await readFile(join(cwd, folder, 'report.html'), 'utf8');
    await rm(join(cwd, folder, 'report.html'));
    const { code, stdout } = await runCli(['report', folder], { cwd });
    expect(code).toBe(0);
    expect(stdout).toMatch(new RegExp(`^report      file:///.*${folder}/report.html$`, 'm'));
    expect(await readFile(join(cwd, folder, 'report.html'), 'utf8')).toBe(before);
    const other = await callCli(['report', join(folder, 'result.json'), '--output', 'copy'], { cwd });
    expect(other.code).toBe(0);
    expect(await readFile(join(cwd, 'copy', 'report.html'), 'utf8')).toBe(before);
  });

  it('names what is no result', async () => {
    await writeFile(join(cwd, 'not.json'), '{}');
    const wrong = await callCli(['report', 'not.json'], { cwd });
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toMatch(/^error: not\.json: Expected `format` to be "longrange-result"/);
    const missing = await callCli(['report', 'latest', '--runs', 'none'], { cwd });
    expect(missing.code).toBe(2);
    expect(missing.stderr).toContain('error: Expected a result in none/*/eval, got none.');
  });
});

async function readResult(path: string): Promise<Result> {
  return parseResult(await readFile(join(cwd, path), 'utf8'));
}
