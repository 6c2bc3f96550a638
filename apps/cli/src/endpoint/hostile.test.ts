import { createServer, type Socket } from 'node:net';
import { inspect } from 'node:util';
import { gzipSync } from 'node:zlib';
import { LongrangeError } from '@longrange/errors';
import { expect, it } from 'vitest';
import { memoryJournal } from '../../tests/testing/endpoint.ts';
import { listen } from '../../tests/testing/listen.ts';
import { readWritten, writtenSchema } from './answers.ts';
import { EndpointClient } from './client.ts';

const KEY = 'the-key/of"a test';
/** Maximum size of an answer in bytes. */
const MOST_BYTES = 2 ** 20;

type Reply = (socket: Socket) => void;
/** Name of the case, behavior of the server, and message of the one error. */
type Case = readonly [string, Reply, RegExp];

const OK = 'HTTP/1.1 200 OK\r\n';

/** Sends an answer with its length. */
function reply(body: string | Uint8Array, status = '200 OK', headers: string[] = []): Reply {
  const bytes = Buffer.from(body);
  const lines = [`HTTP/1.1 ${status}`, ...headers, `content-length: ${bytes.length}`];
  return (socket) => void socket.write(Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`), bytes]));
}
/** Writes the same bytes forever, as fast as the client takes them. */
const begin =
  (first: string, again: string): Reply =>
  (socket) => {
    const write = (): void => void (socket.destroyed || socket.write(again, () => setImmediate(write)));
    socket.write(first, write);
  };
/** Writes a byte every 20 ms, forever. */
const byByte =
  (first: string): Reply =>
  (socket) => {
    socket.write(first);
    const timer = setInterval(() => socket.write('a'), 20);
    socket.on('close', () => clearInterval(timer));
  };
const raw =
  (bytes: string): Reply =>
  (socket) =>
    void socket.end(bytes);
const packed = (bytes: Uint8Array, status = '200 OK'): Reply =>
  reply(bytes, status, ['content-encoding: gzip']);

/** A valid answer; only the way it arrives is wrong. */
const good = JSON.stringify({ choices: [{ text: KEY, finish_reason: 'stop' }] });
const quoting = JSON.stringify({ error: `Bearer ${KEY} ${encodeURIComponent(KEY)}` });
const bomb = gzipSync(Buffer.alloc(2 ** 26));
const nested = (open: string, close: string): string => `${open.repeat(50_000)}1${close.repeat(50_000)}`;

function all(message: RegExp, replies: Readonly<Record<string, Reply>>): Case[] {
  return Object.entries(replies).map(([name, one]) => [name, one, message]);
}

function each(
  what: string,
  words: readonly string[],
  make: (word: string) => readonly [Reply, string | RegExp],
): Case[] {
  return words.map((word) => {
    const [one, message] = make(word);
    return [`${what} ${JSON.stringify(word.slice(0, 40))}`, one, new RegExp(message)];
  });
}

const UNREACHABLE = /^Expected an answer from http.*, got none in 2 attempts; last failure: /;

const hostileReplies: readonly Case[] = [
  ...all(UNREACHABLE, {
    'headers without an end': begin(OK, 'x: y\r\n'),
    'a proxy that wants a password': reply(quoting, '407 Proxy'),
    'no HTTP': raw(`SSH-2.0-${KEY}\r\n\r\n`),
    'trailers without an end': begin(`${OK}transfer-encoding: chunked\r\n\r\n1\r\n1\r\n0\r\n`, 'x: y\r\n'),
    'half of gzip': packed(gzipSync(good).subarray(0, 30)),
  }),
  ...all(/in 2 attempts; last failure: no answer within 0\.4 s\.$/, {
    'nothing at all': () => undefined,
    'a body byte by byte': byByte(`${OK}content-length: 9999\r\n\r\n"`),
  }),
  ...all(/of at most 1048576 bytes, got more\.$/, {
    'a body without an end': begin(`${OK}\r\n"`, KEY.repeat(9_999)),
    '64 MiB packed into 64 KiB': packed(bomb),
    'an error of 64 MiB': packed(bomb, '400 No'),
  }),
  ...all(/in 2 attempts; last failure: an answer that is not JSON\.$/, {
    'bytes that are no UTF-8': reply(Buffer.from('{"choices":[{"text":"\xff"}]}', 'latin1')),
    'two answers in one': reply(`${good}${good}`),
    nothing: reply('', '204 No Content'),
    '50,000 layers without an end': reply('['.repeat(50_000)),
  }),
  ...all(/of few levels, got JSON nested thousands deep\.$/, {
    '50,000 layers in place of a text': reply(`{"choices":[{"text":${nested('[', ']')}}]}`),
    '50,000 layers in an error': reply(nested('[', ']'), '400 No'),
  }),
  ...each(
    'no answer but',
    ['null', '1e309', '[]', '{}', '{"__proto__":{"choices":[{"text":"x"}]}}'],
    (json) => [reply(json), '^Expected an answer with a text, got '],
  ),
  ...each('the status', ['304', '307'], (status) => [
    reply(quoting, `${status} ${KEY}`, ['location: http://127.0.0.1:1/']),
    `, got status ${status}`,
  ]),
  ...each('the status', ['400', '403', '501', '999'], (status) => [
    reply(quoting, `${status} ${KEY}`, [`x: ${KEY}`]),
    `, got status ${status}: \\{"error":"Bearer … …"\\}\\.$`,
  ]),
  ...each('the status', ['408', '425', '429', '500', '599'], (status) => [
    reply(quoting, `${status} ${KEY}`),
    `last failure: status ${status}: \\{"error":"Bearer … …"\\}\\.$`,
  ]),
  ...each('the Retry-After', ['Infinity', '1e309', '-1', '', 'Thu, 01 Jan 1970 00:00:00 GMT'], (pause) => [
    reply('{}', '429 Later', [`retry-after: ${pause}`]),
    '2 attempts; last failure: status 429',
  ]),
  ...each('the Retry-After', ['9'.repeat(400), '1', 'Fri, 31 Dec 9999 23:59:59 GMT'], (pause) => [
    reply('{}', '429 Later', [`retry-after: ${pause}`]),
    '1 attempt; last failure: status 429',
  ]),
  ...each(
    'a refusal with',
    [
      '{"error":"\\u0074he-key\\/of\\"a test"}',
      JSON.stringify({ [KEY]: KEY }),
      KEY,
      `${'x'.repeat(195)}${KEY}`,
    ],
    (body) => [reply(body, '400 No'), 'got status 400: (\\{"(error|…)":"…"\\}|…|x{195}…)\\.$'],
  ),
];

/** Starts a server on 127.0.0.1 that answers each request, as soon as its headers are in, with arbitrary bytes. */
async function serveRaw(answer: (socket: Socket) => void) {
  const seen = { connections: 0, requests: 0 };
  const server = createServer((socket) => {
    seen.connections++;
    let head = '';
    socket.on('data', (part) => {
      head += part.toString('latin1');
      if (!head.includes('\r\n\r\n')) return;
      head = '';
      seen.requests++;
      answer(socket);
    });
  });
  return { base: `http://127.0.0.1:${await listen(server)}/v1`, seen };
}

const limits = { attempts: 2, pauseMs: 1, longestPauseMs: 500, timeoutMs: 400, answerBytes: MOST_BYTES };

// reliability: server-failures, endpoint-writer
it.each(hostileReplies)(
  'gives one error for %s: within its limits, and without the key',
  async (_, answer, message) => {
    const { base, seen } = await serveRaw(answer);
    const journal = memoryJournal();
    const client = new EndpointClient({ base, key: KEY, journal, limits });
    const begun = performance.now();
    const ask = () => client.answer('/completions', { prompt: 'x' }, readWritten, writtenSchema);
    const error: unknown = await ask().catch((thrown: unknown) => thrown);
    expect(performance.now() - begun).toBeLessThan(20_000);
    expect(error).toBeInstanceOf(LongrangeError);
    expect((error as LongrangeError).code).toMatch(/^ENDPOINT_(UNREACHABLE|REFUSED|ANSWER)$/);
    expect((error as LongrangeError).message).toMatch(message);
    for (const spelling of [KEY, encodeURIComponent(KEY), JSON.stringify(KEY).slice(1, -1)])
      expect(inspect(error, { depth: 9 })).not.toContain(spelling);
    expect(journal.kept.size).toBe(0);
    // Nothing more is asked.
    const before = { ...seen };
    await expect(ask()).rejects.toBe(error);
    expect(seen).toEqual(before);
  },
);
