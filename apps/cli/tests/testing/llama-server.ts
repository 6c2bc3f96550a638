import { spawn } from 'node:child_process';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createInterface } from 'node:readline';
import { onTestFinished } from 'vitest';
import { listen } from './listen.ts';

/** Program that starts llama.cpp's server from the package xllamacpp, with two slots. */
const SERVER = `
import sys, time, xllamacpp
settings = xllamacpp.CommonParams()
settings.model.path, context, key = sys.argv[1:]
settings.port = 0
settings.n_parallel = 2
settings.n_ctx = 2 * int(context)
settings.cpuparams.n_threads = settings.cpuparams_batch.n_threads = 1
settings.api_keys = [key] if key else []
server = xllamacpp.Server(settings)
print("at", server.listening_address, flush=True)
time.sleep(3600)
`;

/** A question and its answer. */
export interface Exchange {
  readonly path: string;
  /** Body of the request. */
  readonly asked: string;
  readonly status: number;
  readonly answer: string;
}

/**
 * Starts a server on a free port, and a proxy that records all requests to it.
 * @param python with xllamacpp
 * @returns the server's own `address`, the `model` behind the recording proxy, and the requests `seen` there
 */
export async function startLlamaServer(
  python: string,
  model: string,
  { context = 8192, key = '' }: { readonly context?: number; readonly key?: string } = {},
) {
  const words = ['-c', SERVER, model, String(context), key];
  const server = spawn(python, words, { stdio: ['ignore', 'pipe', 'ignore'] });
  onTestFinished(() => void server.kill('SIGKILL'));
  const address = await firstMatch(server.stdout, /^at (http:.*)$/);
  const state = { address, seen: [] as Exchange[], underWay: 0 };
  const pass = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { url: path = '', headers } = request;
    const asked = Buffer.concat(await request.toArray()).toString();
    const { authorization = '' } = headers;
    const reply = await fetch(`${address}${path}`, {
      method: 'POST',
      headers: { authorization },
      body: asked,
    });
    const answer = await reply.text();
    state.seen.push({ path, asked, status: reply.status, answer });
    response.writeHead(reply.status, { 'content-type': 'application/json' }).end(answer);
  };
  const proxy = createServer((request, response) => {
    state.underWay++;
    void pass(request, response)
      .catch(() => response.destroy())
      .finally(() => state.underWay--);
  });
  return Object.assign(state, { model: `openai:http://127.0.0.1:${await listen(proxy)}#tiny` });
}

async function firstMatch(stream: NodeJS.ReadableStream, pattern: RegExp): Promise<string> {
  for await (const line of createInterface({ input: stream })) {
    const match = pattern.exec(line);
    if (match !== null) return match[1]!;
  }
  throw new Error(`Expected the server to print ${pattern}, got the end of it`);
}
