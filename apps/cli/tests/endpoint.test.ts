import { execFileSync } from 'node:child_process';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
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

/** All files below a folder, as text. */
async function filesIn(folder: string): Promise<Map<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return new Map(await Promise.all(files.map(async (file) => [file, await readFile(file, 'utf8')] as const)));
}

async function read(cwd: string) {
  const files = [...(await filesIn(join(cwd, 'runs')))];
  const find = (name: string) => files.find(([file]) => file.endsWith(name))![1];
  return {
    // Of all that is below the folder, not of what was written for the result alone.
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
    // Each member's own closer is 3 bits likelier.
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
    // Nothing twice, but for the questions at the start and what failed.
    const questions = server.seen.map(({ body }) => JSON.stringify(body));
    expect(questions.length - new Set(questions).size).toBe(1);
    expect(server.seen.every(({ authorization }) => authorization === `Bearer ${KEY}`)).toBe(true);
    const before = server.seen.length;
    const again = await call(server.model);
    expect(again).toMatchObject({ code: 0, stderr: '' });
    expect(server.seen.length - before).toBe(tells === 'echo' ? 2 : 3);
    // Another model by the same name: its answers are not mixed with those that were kept.
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
    // Members are equally long, and a prompt in three leaves it open.
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
    // What OpenAI does not know is left out where it is refused.
    const drawn = tells === 'text' ? { top_p: 1 } : { top_p: 1, top_k: -1, min_p: 0 };
    for (const { body } of writing) expect(body).toMatchObject(drawn);
    expect(writing.some(({ body }) => 'top_k' in body)).toBe(tells !== 'text');
    expect(result.model!.leftOut!.join(' ').includes('refuses `top_k`')).toBe(tells === 'text');
    // Half a character is written anew.
    expect(files.filter(([, text]) => text.includes('\uFFFD'))).toEqual([]);
  },
  300_000,
);

it('refuses an address that is none, and a limit without one', async () => {
  const { call } = await prepare();
  expect((await call('openai:http://127.0.0.1')).stderr).toContain('openai:URL#NAME');
  expect((await call('gguf:none', '--max-requests', '3')).stderr).toContain(
    'together with `--model openai:…`',
  );
});

it.each<[string, (answer: string) => string]>([
  ['a logarithm of −1e308', (answer) => answer.replace(/-4\.\d+/, '-1e308')],
  ['one beyond all numbers', (answer) => answer.replace(/-4\.\d+/, '-1e309')],
  ['one that is null', (answer) => answer.replace(/-4\.\d+/, 'null')],
  ['one above 0', (answer) => answer.replace(/-4\.\d+/, '4')],
  ['another text', (answer) => answer.replace('"text":"', '"text":"x')],
  ['fewer tokens', (answer) => answer.replace('"tokens":["', '"tokens":["x","')],
  ['no choices', () => '{"choices":[]}'],
  [
    'an object for a list',
    (answer) => answer.replace('"choices":[', '"choices":{"0":').replace(/\]\}$/, '}}'),
  ],
  ['50,000 layers', () => `${'['.repeat(50_000)}${']'.repeat(50_000)}`],
])(
  'ends with one error where a server that was sound answers with %s, and keeps nothing of it',
  async (_, spoil) => {
    const { cwd, call } = await prepare();
    // Two questions are asked at the start.
    const rewrite = (answer: string, request: number) => (request > 2 ? spoil(answer) : answer);
    const server = await serveEndpoint('echo', { rewrite });
    const { code, stderr } = await call(server.model, '--debug');
    expect(code).toBe(1);
    expect(stderr).toMatch(/^error: Expected an answer /);
    expect(stderr).not.toContain(KEY);
    const files = [...(await filesIn(cwd))].filter(([file]) => !file.includes(join(cwd, 'corpus')));
    expect(files.map(([file]) => relative(cwd, file))).toEqual([
      expect.stringMatching(/^runs.files.answers.org-toy-[0-9a-f]{12}\.answers$/),
    ]);
    // What it said of the first text, and what it wrote, which was sound.
    const kept = files[0]![1]
      .trim()
      .split('\n')
      .map((line) => Buffer.from(line.split(' ')[2]!, 'base64').toString());
    for (const answer of kept) expect(answer).toMatch(/^\{"(log":-\d|text":"x)/);
  },
);

it('asks again what was damaged in the file of answers, and refuses one that is none', async () => {
  const { cwd, call } = await prepare();
  const server = await serveEndpoint('echo');
  expect(await call(server.model)).toMatchObject({ code: 0, stderr: '' });
  const { result } = await read(cwd);
  const [file, text] = [...(await filesIn(join(cwd, 'runs', 'files', 'answers')))][0]!;
  const base64 = (words: string) => `${Buffer.from(words).toString('base64')}.`;
  const damages: ((line: string) => string)[] = [
    (line) => line.replace(/.\.$/, '?.'),
    (line) => line.slice(0, -9),
    (line) => line.replace(' text ', ' float32 '),
    ...[
      '{',
      'null',
      '{"log":null,"characters":9}',
      '{"log":-1e308,"characters":9}',
      '{"log":-9,"characters":1e9}',
      '{"text":7}',
    ].map((words) => (line: string) => line.replace(/\S+$/, base64(words))),
    (line) => line.replace(/\S+$/, base64(`${'['.repeat(50_000)}${']'.repeat(50_000)}`)),
    () => '\0\0\0',
  ];
  const [first, ...lines] = text.trim().split('\n');
  const damaged = lines.map((line, index) => damages[index % damages.length]!(line));
  await writeFile(file, [first, ...damaged, ''].join('\n'));
  const before = server.seen.length;
  expect(await call(server.model)).toMatchObject({ code: 0, stderr: '' });
  // And two at the start.
  expect(server.seen.length - before).toBe(lines.length + 2);
  const again = await read(cwd);
  expect(again.result.bitsPerCharacter).toEqual(result.bitsPerCharacter);
  expect(again.result.probes).toEqual(result.probes);
  if (process.platform === 'win32') return;
  await rm(file);
  execFileSync('mkfifo', [file]);
  expect(await call(server.model)).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/^error: Expected a file, got .*\.answers, which is a named pipe\.\n/),
  });
}, 300_000);
