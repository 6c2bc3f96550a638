import { join } from 'node:path';
import { parseResult } from '@longrange/eval';
import { afterEach, expect, it, vi } from 'vitest';
import { callIn } from './testing/call-cli.ts';
import { filesIn, serveEndpoint, watchSockets } from './testing/endpoint.ts';
import { temporaryFolder, writeTinyCorpus } from './testing/tiny.ts';

const isWhole = process.env.LONGRANGE_WHOLE === '1';
const KEY = 'a-key-that-nobody-may-see';
afterEach(() => void vi.unstubAllEnvs());

async function prepare() {
  vi.stubEnv('LONGRANGE_API_KEY', KEY);
  const cwd = await temporaryFolder();
  await writeTinyCorpus(cwd);
  const little = '--suite quick --samples 2 --length 60 --max-characters 9000';
  return {
    call: (model: string, more = '', sizes = little) =>
      callIn(cwd)(`eval --model ${model} --corpus corpus ${sizes} ${more}`),
    async read() {
      const results = [...(await filesIn(join(cwd, 'runs')))];
      const find = (name: string) => results.find(([file]) => file.endsWith(name))![1];
      const texts = [...(await filesIn(cwd)).values()];
      return { texts, page: find('report.md'), ...parseResult(find('result.json')) };
    },
  };
}

// reliability: server-failures, named-endpoint, stored-answers
it.each(['echo', 'prompt_logprobs'] as const)(
  'measures by %s what there is, and asks nobody else',
  async (tells) => {
    const { call, read } = await prepare();
    let bits = 6;
    const server = await serveEndpoint(tells, { failing: (request) => request === 9, bits: () => bits });
    const connected = watchSockets();
    const first = await call(server.model);
    expect(first).toMatchObject({ code: 0, stderr: '' });
    const { all, places } = connected(server.port);
    expect(all).toBeGreaterThan(0);
    expect(places).toEqual([]);
    const { texts, page, model, bitsPerCharacter, probes } = await read();
    const [own, ngram] = bitsPerCharacter;
    expect(own).toMatchObject({ predictor: 'model', carried: null, reset: null });
    expect(own!.upperBound!.bits).toBeCloseTo(6, 5);
    expect(ngram!.predictor).toBe('20-gram');
    const { scoring } = probes!.predictors[0]!.minimalPairs;
    const brackets = scoring.find(({ kind }) => kind === 'closer')!.natural!;
    expect(brackets.byDistance.every(({ estimate }) => estimate === 1)).toBe(true);
    // The right closer of each member is 3 bits likelier.
    expect(brackets.evidence[0]!.value).toBeCloseTo(6 * Math.LN2, 4);
    expect(probes!.completions!.kinds[0]!.writers[0]!.closed.estimate).toBe(0);
    expect(model!.leftOut!.join(' ')).toMatch(/upper bound.*Metrics 10 and 12 to 14/);
    expect(page).toContain('by the tokenizer’s own tokens alone: model 6.000');
    expect(page).toContain('Metrics 10 and 12 to 14');
    expect(page).not.toContain('Predicting the closer');
    expect(model!.run).toBe('org/toy');
    expect(first.stdout).toMatch(/forecast +about [\d,]+ requests/);
    for (const { body } of server.seen)
      if ('seed' in body) expect(body).toMatchObject({ top_p: 1, top_k: -1, min_p: 0 });
    // Nothing is asked twice, except for the first questions and the one that failed.
    const questions = server.seen.map(({ body }) => JSON.stringify(body));
    expect(questions.length - new Set(questions).size).toBe(1);
    for (const { authorization } of server.seen) expect(authorization).toBe(`Bearer ${KEY}`);
    // Everything else is independent of how it tells.
    if (tells !== 'echo' && !isWhole) return;
    const before = server.seen.length;
    const again = await call(server.model);
    expect(again).toMatchObject({ code: 0, stderr: '' });
    expect(server.seen.length - before).toBe(tells === 'echo' ? 2 : 3);
    // Answers of another model with the same name are not mixed with cached ones.
    bits = 5;
    const changed = await call(server.model);
    expect(changed.code).toBe(1);
    expect(changed.stderr).toMatch(
      /Expected org\/toy at .* were kept, ln p = .*, got ln p = .*\nhint: another model seems/,
    );
    for (const text of [first.stdout, again.stdout, changed.stderr, ...texts])
      expect(text).not.toContain(KEY);
  },
);

it.each((['llama.cpp', 'top'] as const).slice(0, isWhole ? 2 : 1))(
  'says of the likeliest tokens what they decide: %s',
  async (tells) => {
    const { call, read } = await prepare();
    const server = await serveEndpoint(tells);
    expect(await call(server.model)).toMatchObject({ code: 0, stderr: '' });
    const { bitsPerCharacter, probes, model } = await read();
    expect(bitsPerCharacter).toEqual([]);
    const { scoring } = probes!.predictors[0]!.minimalPairs;
    expect(scoring.map(({ kind }) => kind)).toEqual(['closer']);
    const { byDistance, evidence, factors } = scoring[0]!.natural!;
    expect(evidence).toEqual([]);
    const held = byDistance.reduce((sum, { estimate, n }) => sum + (estimate ?? 0) * n, 0);
    const of = byDistance.reduce((sum, { n }) => sum + n, 0);
    // Both members are equally long, and a third of the prompts are undecided.
    expect(held / of).toBeGreaterThan(0.4);
    expect(held / of).toBeLessThan(0.9);
    const [, undecided, asked] = /left ([\d,]+) of ([\d,]+) questions/
      .exec(model!.leftOut!.join(' '))!
      .map((one) => Number(one.replace(',', '')));
    // With those that are asked for what lies between.
    const nested = factors!.levels.filter(({ factor }) => factor === 'nested');
    const more = [...nested, ...factors!.reformatted.map(({ after }) => after)];
    const right = more.flatMap(({ decides }) => decides.byDistance.map((bucket) => bucket.held));
    expect(asked! - undecided!).toBe(2 * right.reduce((sum, one) => sum + one, 0));
  },
);

// reliability: distributions
it('ends with one error if the likeliest tokens together have three times all of the probability', async () => {
  const { call } = await prepare();
  const three = '"top_logprobs":[{")":0,"]":0,"x":0}]';
  const server = await serveEndpoint('top', {
    rewrite: (answer) => answer.replace(/"top_logprobs":\[[^\]]*\]/, three),
  });
  expect(await call(server.model)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('to sum to at most 1, got 3 for ")", "]", "x".\nhint: the server must'),
  });
  // With echo, with prompt_logprobs, and the one that was refused.
  expect(server.seen).toHaveLength(3);
});

it.each((['text', 'chat'] as const).slice(0, isWhole ? 2 : 1))(
  'measures what a server writes that tells nothing else: %s',
  async (tells) => {
    const { call, read } = await prepare();
    const server = await serveEndpoint(tells);
    const some = await call(server.model, '--max-requests 12');
    expect(some).toMatchObject({ code: 1, stderr: expect.stringContaining('at most 12 requests') });
    expect(server.seen).toHaveLength(12);
    const timed = await call(server.model, '--minutes 1', '');
    expect(timed).toMatchObject({ code: 2, stderr: expect.stringContaining('reports only what it writes') });
    expect(await call(server.model)).toMatchObject({ code: 0, stderr: '' });
    const { texts, bitsPerCharacter, probes, model, subjects } = await read();
    expect(bitsPerCharacter).toEqual([]);
    expect(probes!.predictors).toEqual([]);
    expect(probes!.completions!.prompts).toBeGreaterThan(5);
    expect(subjects.map(({ id }) => id)).toEqual(['real', 'model', 'ngram']);
    expect(model!.leftOut![0]).toContain('Metrics 9 to 14');
    const writing = server.seen.filter(({ body }) => 'seed' in body);
    expect(new Set(writing.map(({ body }) => JSON.stringify(body))).size).toBe(writing.length);
    // Fields that OpenAI refuses are left out.
    const drawn = tells === 'text' ? { top_p: 1 } : { top_p: 1, top_k: -1, min_p: 0 };
    for (const { body } of writing) expect(body).toMatchObject(drawn);
    expect(writing.some(({ body }) => 'top_k' in body)).toBe(tells !== 'text');
    expect(model!.leftOut!.join(' ').includes('refuses `top_k`')).toBe(tells === 'text');
    // Incomplete characters are written again.
    for (const text of texts) expect(text).not.toContain('\uFFFD');
  },
);
