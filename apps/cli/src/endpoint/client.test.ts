import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { memoryJournal } from '../../tests/testing/endpoint.ts';
import { listen } from '../../tests/testing/listen.ts';
import { keyFor, readAddress } from './address.ts';
import { READING, readWritten, writtenSchema } from './answers.ts';
import { type ClientOptions, EndpointClient, questionOf } from './client.ts';

type Handler = (response: ServerResponse, request: IncomingMessage, body: string) => void;

/** Starts a server that runs these handlers one after the other, and then the last of them forever. */
async function serve(...handlers: Handler[]) {
  const seen: { at: number; headers: IncomingMessage['headers']; body: string }[] = [];
  const server = createServer(async (request, response) => {
    const body = await text(request);
    seen.push({ at: performance.now(), headers: request.headers, body });
    handlers[Math.min(seen.length, handlers.length) - 1]!(response, request, body);
  });
  return { base: `http://127.0.0.1:${await listen(server)}/v1`, seen };
}

const client = (base: string, options: Partial<ClientOptions> = {}): EndpointClient =>
  new EndpointClient({
    base,
    journal: memoryJournal(),
    ...options,
    limits: { pauseMs: 1, timeoutMs: 2000, attempts: 3, answerBytes: 4096, ...options.limits },
  });

const json =
  (value: unknown, status = 200, headers = {}): Handler =>
  (response) =>
    void response
      .writeHead(status, { 'content-type': 'application/json', ...headers })
      .end(JSON.stringify(value));
const good = json({ fine: true });
const cut: Handler = (response) => {
  response.writeHead(200, { 'content-length': '100' });
  response.write('{"fine": tr', () => response.destroy());
};
const cutChunk: Handler = (response) => {
  response.write('{"fine": true', () => response.destroy());
};
const wrong: Handler = (response) => void response.end('{"fine": NaN}');

it.each<[string, Handler]>([
  ['429', json({}, 429)],
  ['429 with Retry-After', json({}, 429, { 'retry-after': '0.2' })],
  ['500', json({}, 500)],
  ['a lost connection', (response) => response.destroy()],
  ['an answer that breaks off', cut],
  ['a stream that breaks off', cutChunk],
  ['an empty answer', (response) => void response.end()],
  ['something that is no JSON, as NaN', wrong],
])('asks again after %s', async (_, setback) => {
  const { base, seen } = await serve(setback, good);
  const asking = client(base);
  expect(await asking.post('/completions', { prompt: 'x' })).toEqual({ fine: true });
  expect([seen.length, asking.requests]).toEqual([2, 2]);
  expect(seen[1]!.body).toBe('{"prompt":"x"}');
});

// reliability: server-failures
it('waits as long as it is asked to, with all that is under way', async () => {
  const { base, seen } = await serve(json({}, 429, { 'retry-after': '0.3' }), good);
  const asking = client(base, { limits: { concurrency: 1 } });
  await Promise.all(['a', 'b'].map((prompt) => asking.post('/completions', { prompt })));
  expect(seen[1]!.at - seen[0]!.at).toBeGreaterThan(250);
  expect(seen).toHaveLength(3);
});

// reliability: server-failures
it('ends with one error after an answer of another form, and keeps nothing of it', async () => {
  const { base, seen } = await serve(json({ choices: [{ text: 7 }] }));
  const journal = memoryJournal();
  const asking = client(base, { journal });
  const ask = (prompt: string) => asking.answer('/completions', { prompt }, readWritten, writtenSchema);
  await expect(ask('a')).rejects.toThrow('Expected an answer with a text, got {"choices":[{"text":7}]}.');
  await expect(ask('b')).rejects.toMatchObject({ code: 'ENDPOINT_ANSWER' });
  expect([seen.length, journal.kept.size]).toEqual([1, 0]);
});

const readNumber = (answer: unknown) => (answer as { number: number }).number;

// reliability: stored-answers
it('does not ask what was answered, or is being asked, by this way of reading, this model and server', async () => {
  const { base, seen } = await serve(json({ number: 7 }));
  const journal = memoryJournal();
  const body = (prompt: string, model = 'm') => ({ model, prompt });
  const ask = (asking: EndpointClient, prompt: string) =>
    asking.answer('/completions', body(prompt), readNumber, z.number());
  journal.add(questionOf([base, '/completions', body('a')], READING - 1), '1');
  journal.add(questionOf([base, '/completions', body('a', 'n')]), '2');
  journal.add(questionOf(['http://127.0.0.1:1/v1', '/completions', body('a')]), '3');
  const first = client(base, { journal, key: 'secret-key' });
  expect(await Promise.all(['a', 'a', 'b'].map((prompt) => ask(first, prompt)))).toEqual([7, 7, 7]);
  expect(seen[0]!.headers.authorization).toBe('Bearer secret-key');
  const second = client(base, { journal });
  expect(await ask(second, 'b')).toBe(7);
  expect([seen.length, second.requests]).toEqual([2, 0]);
  expect(JSON.stringify([...journal.kept])).not.toContain('secret');
});

// reliability: server-failures
it.each([
  ['text', ''],
  ['half of JSON', '{"text":"x","isEnd":'],
  ['another reading', '{"log":-1,"characters":1}'],
  ['50,000 layers', `${'['.repeat(50_000)}${']'.repeat(50_000)}`],
  ['a text of more than a MiB', JSON.stringify({ text: 'x'.repeat(2 ** 20 + 1), isEnd: true })],
  ['floats', Float32Array.of(1, 2)],
])('asks once more if the kept answer is damaged: %s', async (_, damaged) => {
  const { base, seen } = await serve(json({ choices: [{ text: 'y', finish_reason: 'length' }] }));
  const journal = memoryJournal();
  const body = { prompt: 'a' };
  journal.kept.set(questionOf([base, '/completions', body]), damaged);
  for (let times = 0; times < 2; times++)
    expect(await client(base, { journal }).answer('/completions', body, readWritten, writtenSchema)).toEqual({
      text: 'y',
      isEnd: false,
    });
  expect(seen).toHaveLength(1);
});

it('keeps what JSON holds, and refuses what it does not', async () => {
  const { base } = await serve(json({}));
  for (const value of [Number.NEGATIVE_INFINITY, Number.NaN, undefined, null, '7']) {
    const journal = memoryJournal();
    const asking = client(base, { journal });
    await expect(asking.answer('/x', {}, () => value as number, z.number())).rejects.toMatchObject({
      code: 'ENDPOINT_ANSWER',
      message: expect.stringMatching(/^Expected an answer with figures in their range, got /),
    });
    expect(journal.kept.size).toBe(0);
  }
  const journal = memoryJournal();
  expect(await client(base, { journal }).answer('/x', {}, () => 'half \ud800', z.string())).toBe(
    'half \ud800',
  );
  expect([...journal.kept.values()]).toEqual(['"half \\ud800"']);
});

// reliability: secrets
it('takes the key out of texts and of names, however they are spelled, and measures all else as it is', async () => {
  const key = 'a/key "to hide"';
  const encoded = encodeURIComponent(key);
  const quoted = JSON.stringify(key).slice(1, -1);
  const escaped = Array.from(key, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');
  const text = JSON.stringify(`${key} ${encoded} ${encoded.toLowerCase()} ${quoted} a/key`).slice(1, -1);
  const { base } = await serve(
    (response) =>
      void response.end(
        `{"choices":[{"text":"<${escaped}> ${text}","finish_reason":"${escaped}"}],"${escaped}":1}`,
      ),
  );
  const journal = memoryJournal();
  const asking = client(base, { journal, key });
  const written = await asking.answer('/x', {}, readWritten, writtenSchema);
  expect(written).toEqual({ text: '<…> … … … … a/key', isEnd: true });
  expect(JSON.stringify(await asking.post('/x', {}))).toContain('"…":1');
  expect(JSON.stringify([...journal.kept])).not.toContain('to hide');
  // A short word may be part of others.
  const { base: other } = await serve(json({ choices: [{ text: 'x = EMPTY' }] }));
  const open = client(other, { key: 'EMPTY' });
  expect((await open.answer('/x', {}, readWritten, writtenSchema)).text).toBe('x = EMPTY');
});

it('refuses a key that no request can have, before it asks', () => {
  for (const key of ['two\nlines', 'schlüssel-für-ihn-✓', 'nul\0nul']) {
    const make = () => client('http://127.0.0.1:1/v1', { key });
    expect(make).toThrow(expect.objectContaining({ code: 'ENDPOINT_KEY', exitCode: 2 }));
    expect(make).toThrow(/^Expected a key with only characters that HTTP headers allow, got others\.$/);
  }
});

it('asks at most so many at once, and so many in all', async () => {
  let open = 0;
  let most = 0;
  const { base } = await serve((response) => {
    most = Math.max(most, ++open);
    setTimeout(() => {
      open--;
      response.end('{}');
    }, 20);
  });
  const asking = client(base, { maxRequests: 10, limits: { concurrency: 3 } });
  const asked = await Promise.allSettled(
    Array.from({ length: 30 }, (_, prompt) => asking.post('/completions', { prompt })),
  );
  expect(most).toBe(3);
  expect(asking.requests).toBe(10);
  expect(asked.filter(({ status }) => status === 'fulfilled')).toHaveLength(10);
  const refused = asked.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
  expect(refused.length).toBeGreaterThanOrEqual(20);
  expect(new Set(refused)).toEqual(new Set([expect.objectContaining({ code: 'ENDPOINT_LIMIT' })]));
});

it.each([
  ['http://127.0.0.1:8000#Qwen/Coder', 'http://127.0.0.1:8000/v1', 'Qwen/Coder'],
  ['http://127.0.0.1:8000/v1/#Qwen/Coder', 'http://127.0.0.1:8000/v1', 'Qwen/Coder'],
  ['https://a.example/api#m', 'https://a.example/api', 'm'],
])('reads openai:%s', (words, base, model) =>
  expect(readAddress(`openai:${words}`)).toEqual({ base, model }),
);

it.each([
  ...['openai:http://a', 'openai:#m', 'http://a#m', 'openai:a#m'].map(
    (words) => [words, /Expected openai:URL#NAME.*, got /] as const,
  ),
  ['openai:http://me:secret@a#m', /^((?!secret).)*$/] as const,
  ['openai:ftp://a#m', /http or https/] as const,
])('refuses %s', (words, message) => expect(readAddress(words)).toMatch(message));

// reliability: named-endpoint, endpoint-writer
it('sends OpenAI’s key to OpenAI alone', () => {
  const theirs = { OPENAI_API_KEY: 'theirs' };
  const local = { base: 'http://127.0.0.1:8000/v1' };
  expect(keyFor(local, { ...theirs, LONGRANGE_API_KEY: 'ours' })).toBe('ours');
  expect(keyFor(local, theirs)).toBeUndefined();
  expect(keyFor({ base: 'https://api.openai.com/v1' }, theirs)).toBe('theirs');
});
