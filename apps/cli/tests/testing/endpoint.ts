import { readdir, readFile } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { AnswerJournal } from '@longrange/eval/internal/node';
import { onTestFinished, vi } from 'vitest';
import { listen } from './listen.ts';

const PAIRS: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };
const BIT = Math.LN2;
/** Bits per character. */
const BITS = 6;

/** Records connections over TCP and TLS until the returned function is called: `places` other than this port of this machine, and the number of all. */
export function watchSockets() {
  const connect = vi.spyOn(Socket.prototype, 'connect');
  onTestFinished(() => connect.mockRestore());
  return (port: number) => {
    const all = connect.mock.calls.map(([place]) => JSON.stringify(place));
    connect.mockRestore();
    const own = new RegExp(`"port":"?${port}\\b`);
    const isOwn = (place: string) => own.test(place) && /"host(name)?":"127\.0\.0\.1"/.test(place);
    return { all: all.length, places: all.filter((place) => !isOwn(place)) };
  };
}

/** Reads all files below a folder. */
export async function filesIn(folder: string): Promise<Map<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return new Map(await Promise.all(files.map(async (file) => [file, await readFile(file, 'utf8')] as const)));
}

/** Kinds of servers; `llama.cpp` reports the likeliest tokens in a different form from `top`. */
type Tells = 'echo' | 'prompt_logprobs' | 'top' | 'llama.cpp' | 'text' | 'chat';

/**
 * Starts a server with a known model: its tokens are characters, each costs 6 bits (`bits`), and a wrong closer 3 more. It writes `x` forever. As `text`
 * it refuses fields unknown to OpenAI, and each answer ends within a character.
 */
export async function serveEndpoint(
  tells: Tells,
  {
    failing = () => false,
    bits = () => BITS,
    rewrite = (answer) => answer,
  }: {
    readonly failing?: (request: number) => boolean;
    readonly bits?: () => number;
    /** Changes the text of an answer. */
    readonly rewrite?: (answer: string) => string;
  } = {},
) {
  const seen: { path: string; authorization: string | undefined; body: Record<string, unknown> }[] = [];
  const server = createServer(async (request, response) => {
    const body = JSON.parse(await text(request)) as Record<string, unknown>;
    seen.push({ path: request.url!, authorization: request.headers.authorization, body });
    if (failing(seen.length)) return void reply(response, 503, { error: 'later' });
    const isChat = request.url === '/v1/chat/completions';
    if (!isChat && (tells === 'chat' || request.url !== '/v1/completions'))
      return void reply(response, 404, { error: 'not found' });
    if (tells === 'text' && 'top_k' in body)
      return void reply(response, 400, { error: 'Unrecognized request argument supplied: top_k' });
    const answer = JSON.stringify(isChat ? chat(body) : complete(body, tells, bits()));
    response.writeHead(200, { 'content-type': 'application/json' }).end(rewrite(answer));
  });
  const port = await listen(server);
  return { seen, port, model: `openai:http://127.0.0.1:${port}/v1#org/toy` };
}

function reply(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function complete(body: Record<string, unknown>, tells: Tells, bits: number): unknown {
  const prompt = body.prompt as string;
  if (prompt === '') throw new Error('Expected a prompt');
  const tokens = body.max_tokens as number;
  const written = tells === 'text' ? `${'x'.repeat(tokens - 1)}\uFFFD` : 'x'.repeat(tokens);
  const choice = { text: written, finish_reason: 'length' };
  if (tells === 'echo' && body.echo === true) {
    const logprobs = { tokens: Array.from(prompt + written), token_logprobs: logsOf(prompt + written, bits) };
    return { choices: [{ ...choice, text: prompt + written, logprobs }] };
  }
  if (tells === 'prompt_logprobs' && body.prompt_logprobs === 0) {
    const logs = logsOf(prompt, bits);
    const entries = Array.from(prompt, (token, index) =>
      index === 0 ? null : { [token.charCodeAt(0)]: { logprob: logs[index], decoded_token: token } },
    );
    return { choices: [{ ...choice, prompt_logprobs: entries }] };
  }
  if ((tells === 'top' || tells === 'llama.cpp') && typeof body.logprobs === 'number') {
    const open = openBrackets(prompt).at(-1);
    const closer = Object.entries(PAIRS).find(([, opener]) => opener === open)?.[0] ?? 'x';
    // Too little, for a third of the prompts, to rule out that another closer is likelier.
    const share = prompt.length % 3 === 0 ? 0.4 : 0.6;
    const [token, logprob] = [`${closer}\n`, Math.log(share)];
    if (tells === 'top')
      return { choices: [{ ...choice, logprobs: { top_logprobs: [{ [token]: logprob }] } }] };
    // Nothing if the likeliest token is part of a character.
    const logprobs = prompt.length % 5 === 0 ? null : { content: [{ top_logprobs: [{ token, logprob }] }] };
    return { choices: [{ ...choice, logprobs }] };
  }
  return { choices: [{ ...choice, logprobs: null }] };
}

function chat(body: Record<string, unknown>): unknown {
  const content = `\`\`\`python\n${'y = 1\n'.repeat((body.max_tokens as number) / 8)}\n\`\`\``;
  return { choices: [{ message: { role: 'assistant', content }, finish_reason: 'stop' }] };
}

function openBrackets(text: string): string[] {
  const open: string[] = [];
  for (const character of text) {
    if ('([{'.includes(character)) open.push(character);
    if (open.at(-1) === PAIRS[character]) open.pop();
  }
  return open;
}

function logsOf(text: string, bits: number): (number | null)[] {
  return Array.from(text, (character, at) => {
    if (at === 0) return null;
    const opener = PAIRS[character];
    const isWrong = opener !== undefined && openBrackets(text.slice(0, at)).at(-1) !== opener;
    return -(isWrong ? bits + 3 : bits) * BIT;
  });
}

/** Keeps answers in memory, where a test can look at them. */
export function memoryJournal(): AnswerJournal & { readonly kept: Map<string, Float32Array | string> } {
  const kept = new Map<string, Float32Array | string>();
  return {
    kept,
    get: (question) => kept.get(question),
    add: (question, answer) => void kept.set(question, answer),
  };
}
