import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseResult } from '@longrange/eval';
import { describe, expect, it, vi } from 'vitest';
import { bracketGguf, tinyGguf } from '../../../packages/llama/tests/testing/tiny-gguf.ts';
import { type Exchange, startLlamaServer } from './testing/llama-server.ts';
import { runCli, startCli } from './testing/run-cli.ts';
import { temporaryFolder, writeTinyCorpus } from './testing/tiny.ts';

/** A Python with xllamacpp, as scripts/check-endpoint.mjs installs it. */
const python = process.env.LONGRANGE_LLAMA_SERVER ?? '';
const KEY = 'a-key-that-nobody-may-see';
/** Number of first questions, whose answers are not cached. */
const FIRST = 4;

async function prepare() {
  const cwd = await temporaryFolder();
  await writeTinyCorpus(cwd);
  const words = (model: string) => [
    ...['eval', '--model', model, '--corpus', 'corpus', '--suite', 'quick'],
    ...['--samples', '2', '--length', '60', '--max-characters', '9000', '--max-requests', '2000'],
  ];
  const options = { cwd, environment: { LONGRANGE_API_KEY: KEY } };
  return {
    cwd,
    call: (model: string) => runCli(words(model), options),
    start: (model: string) => startCli(words(model), options),
  };
}

async function serve(gguf: Buffer, context = 8192) {
  const file = join(await temporaryFolder(), 'tiny.gguf');
  await writeFile(file, gguf);
  return startLlamaServer(python, file, { context, key: KEY });
}

/** Reads results in order of creation, without times. */
async function resultsIn(cwd: string) {
  const folder = join(cwd, 'runs/files/eval');
  const made = (await readdir(folder)).map(async (name) => {
    const read = (file: string) => readFile(join(folder, name, file), 'utf8');
    const { provenance: _, createdAt, ...result } = parseResult(await read('result.json'));
    return { createdAt, result, samples: await read('samples.jsonl') };
  });
  return (await Promise.all(made))
    .sort((one, other) => one.createdAt.localeCompare(other.createdAt))
    .map(({ createdAt: _, ...rest }) => rest);
}

describe.skipIf(python === '')("llama.cpp's server", { timeout: 600_000 }, () => {
  it('tells the likeliest tokens: what is measured is what its whole distribution gives', async () => {
    const { cwd, call } = await prepare();
    const server = await serve(bracketGguf(8192));
    const ran = await call(server.model);
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(ran.stdout).toContain('it reports only the 5 likeliest next tokens');
    expect(server.seen.filter(({ status }) => status !== 200)).toEqual([]);
    const { result } = (await resultsIn(cwd))[0]!;
    expect(result.bitsPerCharacter).toEqual([]);
    const { byDistance } = result.probes!.predictors[0]!.minimalPairs.scoring[0]!.natural!;
    const sum = (values: number[]) => values.reduce((all, value) => all + value, 0);
    const held = Math.round(sum(byDistance.map(({ estimate, n }) => (estimate ?? 0) * n)));
    const expected = await scoreMembers(server, join(cwd, 'corpus'));
    expect({ held, minimalPairs: sum(byDistance.map(({ n }) => n)) }).toEqual(expected);
    expect(held).toBeGreaterThan(0);
  });

  it('is asked nothing twice after a kill, and the result is the same', async () => {
    const server = await serve(bracketGguf(8192));
    const undisturbed = await prepare();
    expect(await undisturbed.call(server.model)).toMatchObject({ code: 0, stderr: '' });
    const all = server.seen.splice(0).map(({ asked }) => asked);
    expect(new Set(all).size).toBe(all.length);

    const { cwd, start, call } = await prepare();
    const killed = start(server.model);
    const isHalf = () => server.seen.length > all.length / 2;
    await vi.waitUntil(isHalf, { timeout: 60_000, interval: 1 });
    killed.child.kill('SIGKILL');
    expect(await killed.result).toMatchObject({ signal: 'SIGKILL' });
    await vi.waitUntil(() => server.underWay === 0);
    server.seen.splice(0);
    const folder = join(cwd, 'runs/files/answers');
    // Without the server's first answer, which identifies its model.
    const kept = (await readFile(join(folder, (await readdir(folder))[0]!), 'utf8')).split('.\n').length - 2;
    expect(kept).toBeGreaterThan(all.length / 2 - 20);

    expect(await call(server.model)).toMatchObject({ code: 0, stderr: '' });
    expect(server.seen.splice(0)).toHaveLength(all.length - kept);
    expect(await call(server.model)).toMatchObject({ code: 0, stderr: '' });
    expect(server.seen).toHaveLength(FIRST);
    const [expected] = await resultsIn(undisturbed.cwd);
    expect(await resultsIn(cwd)).toEqual([expected, expected]);
  });

  it('tells nothing of the likeliest tokens where a part of a character is one; it writes from all of its distribution', async () => {
    const { cwd, call } = await prepare();
    const server = await serve(tinyGguf(8192));
    expect(await call(server.model)).toMatchObject({
      code: 0,
      stderr: '',
      stdout: expect.stringContaining('it reports only what the model writes'),
    });
    const { result } = (await resultsIn(cwd))[0]!;
    expect(result.subjects.map(({ id }) => id)).toEqual(['real', 'model', 'ngram']);
    const slots = await fetch(`${server.address}/slots`, { headers: { authorization: `Bearer ${KEY}` } });
    const used = (await slots.json()) as { params?: object }[];
    // The server replaces -1 by 0: no limit.
    const params = { top_k: 0, top_p: 1, min_p: 0 };
    expect(used).toMatchObject([{ params }, { params }]);
  });

  it('refuses a text that is longer than its context, and a wrong key', async () => {
    const { cwd, call } = await prepare();
    const { model } = await serve(bracketGguf(8192), 256);
    expect(await call(model)).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/exceeds the available context.*8,192 tokens/s),
    });
    const environment = { LONGRANGE_API_KEY: 'another' };
    const other = await runCli(['eval', '--model', model, '--corpus', 'corpus'], { cwd, environment });
    expect(other).toMatchObject({ code: 2, stderr: expect.stringContaining('status 401') });
  });
});

/** Counts pairs of prompts that differ in one opener, and those that llama.cpp's own API answers right. */
async function scoreMembers(
  { address, seen }: { address: string; seen: readonly Exchange[] },
  corpus: string,
) {
  const paths = (await readdir(corpus)).map((name) => join(corpus, name));
  const documents = await Promise.all(paths.map((path) => readFile(path, 'utf8')));
  const closers: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };
  const asked = seen
    .slice(FIRST)
    .map((one) => JSON.parse(one.asked) as { prompt: string; logprobs?: number });
  const prompts = asked.filter(({ logprobs }) => logprobs === 5).map(({ prompt }) => prompt);
  const isRight = async (prompt: string, closer: string, other: string): Promise<boolean> => {
    const reply = await fetch(`${address}/completion`, {
      method: 'POST',
      headers: { authorization: `Bearer ${KEY}` },
      body: JSON.stringify({ prompt, n_predict: 1, temperature: 0, n_probs: 300 }),
    });
    const {
      completion_probabilities: [next],
    } = (await reply.json()) as {
      completion_probabilities: { top_logprobs: { token: string; logprob: number }[] }[];
    };
    const likeliest = next!.top_logprobs.map(({ token, logprob }) => ({ token, share: Math.exp(logprob) }));
    const sum = (tokens: typeof likeliest) => tokens.reduce((all, { share }) => all + share, 0);
    expect(sum(likeliest)).toBeCloseTo(1, 4);
    const [own, others] = [closer, other].map((one) =>
      sum(likeliest.slice(0, 5).filter(({ token }) => token.startsWith(one))),
    );
    return own! > others! + sum(likeliest.slice(5));
  };
  const members = { held: 0, minimalPairs: 0 };
  for (const natural of prompts.filter((prompt) => documents.some((text) => text.includes(prompt)))) {
    for (const other of prompts.filter(({ length }) => length === natural.length)) {
      const [at = -1, ...more] = Array.from(natural, (_, index) => index).filter(
        (index) => natural[index] !== other[index],
      );
      const [own, foreign] = [closers[natural[at]!], closers[other[at]!]];
      if (more.length > 0 || own === undefined || foreign === undefined) continue;
      members.minimalPairs++;
      if ((await isRight(natural, own, foreign)) && (await isRight(other, foreign, own))) members.held++;
    }
  }
  return members;
}
