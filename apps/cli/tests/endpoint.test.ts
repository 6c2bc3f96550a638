import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseResult } from '@longrange/eval';
import { afterEach, expect, it, vi } from 'vitest';
import { callCli } from './testing/call-cli.ts';
import { serveEndpoint, watchSockets } from './testing/endpoint.ts';
import { temporaryFolder, writeTinyCorpus } from './testing/tiny.ts';

const KEY = 'a-key-that-nobody-may-see';
afterEach(() => void vi.unstubAllEnvs());

async function prepare() {
  vi.stubEnv('LONGRANGE_API_KEY', KEY);
  const cwd = await temporaryFolder();
  await writeTinyCorpus(cwd);
  const call = (model: string, ...more: string[]) =>
    callCli(
      [
        ...['eval', '--model', model, '--corpus', 'corpus', '--suite', 'quick', '--parser', 'wasm'],
        ...['--samples', '2', '--length', '60', '--max-characters', '9000', ...more],
      ],
      { cwd },
    );
  return { cwd, call };
}

/** Reads all files below a folder. */
async function filesIn(folder: string): Promise<Map<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return new Map(await Promise.all(files.map(async (file) => [file, await readFile(file, 'utf8')] as const)));
}

async function read(cwd: string) {
  const files = [...(await filesIn(join(cwd, 'runs')))];
  const find = (name: string) => files.find(([file]) => file.endsWith(name))![1];
  return {
    // All files below the folder, not only those of the result.
    files: [...(await filesIn(cwd))],
    result: parseResult(find('result.json')),
    page: find('report.md'),
  };
}

it.each(['echo', 'prompt_logprobs'] as const)(
  'measures by %s what there is, and asks nobody else',
  async (tells) => {
    const { cwd, call } = await prepare();
    let bits = 6;
    const server = await serveEndpoint(tells, { failing: (request) => request === 9, bits: () => bits });
    const connected = watchSockets();
    const first = await call(server.model);
    expect(first).toMatchObject({ code: 0, stderr: '' });
    const { all, places } = connected(server.port);
    expect(all).toBeGreaterThan(0);
    expect(places).toEqual([]);
    const { files, result, page } = await read(cwd);
    const [own, ngram] = result.bitsPerCharacter;
    expect(own).toMatchObject({ predictor: 'model', carried: null, reset: null });
    expect(own!.upperBound!.bits).toBeCloseTo(6, 5);
    expect(ngram!.predictor).toBe('20-gram');
    const brackets = result.probes!.predictors[0]!.minimalPairs.scoring.find(
      ({ kind }) => kind === 'closer',
    )!;
    expect(brackets.natural!.byDistance.every(({ estimate }) => estimate === 1)).toBe(true);
    // The right closer of each member is 3 bits likelier.
    expect(brackets.natural!.evidence[0]!.value).toBeCloseTo(3 * Math.LN2, 4);
    expect(result.probes!.completions!.kinds[0]!.writers[0]!.closed.estimate).toBe(0);
    expect(result.model!.leftOut!.join(' ')).toMatch(/upper bound.*Metrics 10 and 12 to 14/);
    expect(page).toContain('needs at most 6.000 bits');
    expect(page).toContain('Metrics 10 and 12 to 14');
    expect(page).not.toContain('Predicting the closer');
    expect(result.model!.run).toBe('org/toy');
    expect(first.stdout).toMatch(/forecast +about [\d,]+ requests/);
    const writing = server.seen.filter(({ body }) => 'seed' in body);
    for (const { body } of writing) expect(body).toMatchObject({ top_p: 1, top_k: -1, min_p: 0 });
    // Nothing is asked twice, except for the first questions and the one that failed.
    const questions = server.seen.map(({ body }) => JSON.stringify(body));
    expect(questions.length - new Set(questions).size).toBe(1);
    expect(server.seen.every(({ authorization }) => authorization === `Bearer ${KEY}`)).toBe(true);
    const before = server.seen.length;
    const again = await call(server.model);
    expect(again).toMatchObject({ code: 0, stderr: '' });
    expect(server.seen.length - before).toBe(tells === 'echo' ? 2 : 3);
    // Answers of another model with the same name are not mixed with cached ones.
    bits = 5;
    const changed = await call(server.model);
    expect(changed).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(
        /Expected org\/toy at .* were kept, ln p = .*, got ln p = .*\nhint: another model seems/,
      ),
    });
    for (const text of [first.stdout, again.stdout, changed.stderr, ...files.map(([, text]) => text)])
      expect(text).not.toContain(KEY);
  },
  300_000,
);

it.each(['top', 'llama.cpp'] as const)(
  'says of the likeliest tokens what they decide: %s',
  async (tells) => {
    const { cwd, call } = await prepare();
    const server = await serveEndpoint(tells);
    expect(await call(server.model)).toMatchObject({ code: 0, stderr: '' });
    const { result } = await read(cwd);
    expect(result.bitsPerCharacter).toEqual([]);
    const [own] = result.probes!.predictors;
    expect(own!.minimalPairs.scoring.map(({ kind }) => kind)).toEqual(['closer']);
    const { byDistance, evidence } = own!.minimalPairs.scoring[0]!.natural!;
    expect(evidence).toEqual([]);
    const held = byDistance.reduce((sum, { estimate, n }) => sum + (estimate ?? 0) * n, 0);
    const of = byDistance.reduce((sum, { n }) => sum + n, 0);
    // Both members are equally long, and a third of the prompts are undecided.
    expect(held / of).toBeGreaterThan(0.4);
    expect(held / of).toBeLessThan(0.9);
    const [, undecided, asked] = /left ([\d,]+) of ([\d,]+) questions/
      .exec(result.model!.leftOut!.join(' '))!
      .map((one) => Number(one.replace(',', '')));
    expect(asked! - undecided!).toBe(2 * held);
  },
  300_000,
);

it.each(['text', 'chat'] as const)(
  'measures what a server writes that tells nothing else: %s',
  async (tells) => {
    const { cwd, call } = await prepare();
    const server = await serveEndpoint(tells);
    const some = await call(server.model, '--max-requests', '12');
    expect(some).toMatchObject({ code: 1, stderr: expect.stringContaining('at most 12 requests') });
    expect(server.seen).toHaveLength(12);
    expect(await call(server.model)).toMatchObject({ code: 0, stderr: '' });
    const { files, result } = await read(cwd);
    expect(result.bitsPerCharacter).toEqual([]);
    expect(result.probes!.predictors).toEqual([]);
    expect(result.probes!.completions!.prompts).toBeGreaterThan(5);
    expect(result.subjects.map(({ id }) => id)).toEqual(['real', 'model', 'ngram']);
    expect(result.model!.leftOut![0]).toContain('Metrics 9 to 14');
    const writing = server.seen.filter(({ body }) => 'seed' in body);
    expect(new Set(writing.map(({ body }) => JSON.stringify(body))).size).toBe(writing.length);
    // Fields that OpenAI refuses are left out.
    const drawn = tells === 'text' ? { top_p: 1 } : { top_p: 1, top_k: -1, min_p: 0 };
    for (const { body } of writing) expect(body).toMatchObject(drawn);
    expect(writing.some(({ body }) => 'top_k' in body)).toBe(tells !== 'text');
    expect(result.model!.leftOut!.join(' ').includes('refuses `top_k`')).toBe(tells === 'text');
    // Incomplete characters are written again.
    expect(files.filter(([, text]) => text.includes('\uFFFD'))).toEqual([]);
  },
  300_000,
);
