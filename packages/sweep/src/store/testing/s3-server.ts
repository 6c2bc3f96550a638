import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** Fault of a request: none, a late answer, another one, none at all, half of one, or one lost after the work was done. */
export type Fault = 'none' | 'slow' | 'silence' | 'half' | 'lost answer' | `status ${number}` | Answer;

/** Answers itself, instead of the server. */
export type Answer = (response: ServerResponse) => void;

const SLOW_MS = 200;

/** A server on 127.0.0.1 that speaks as much of S3 as a store needs, and fails as it is told. */
export async function startS3Server({ namesOfPage = 3 } = {}) {
  const objects = new Map<string, Buffer>();
  const requests: string[] = [];
  const faults: Fault[] = [];
  /** Fixed answers by the beginning of a request, such as `PUT a/b`. */
  const answers = new Map<string, Answer>();
  const server = createServer((request, response) => void answer(request, response));

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = Buffer.concat(await request.toArray());
    const { pathname, searchParams } = new URL(request.url!, 'http://localhost');
    const key = decodeURIComponent(pathname).slice('/bucket/'.length);
    const name = `${request.method} ${key}`;
    requests.push(name);
    const [, fault = faults.shift()] = [...answers].find(([beginning]) => name.startsWith(beginning)) ?? [];
    if (typeof fault === 'function') return fault(response);
    if (fault === 'silence') return;
    if (fault === 'slow') await sleep(SLOW_MS);
    if (fault?.startsWith('status')) {
      response.writeHead(Number(fault.slice(7))).end('<Error><Code>Asked</Code></Error>');
      return;
    }
    const { status, content, stored = content } = work(request, key, searchParams, body);
    if (fault === 'lost answer') {
      response.destroy();
      return;
    }
    if (fault === 'half') {
      response
        .writeHead(status, { 'content-length': content.length + 5 })
        .write(content, () => response.destroy());
      return;
    }
    const etag = `"${createHash('md5').update(stored).digest('hex')}"`;
    response.writeHead(status, { etag }).end(content);
  }

  function work({ method, headers }: IncomingMessage, key: string, query: URLSearchParams, body: Buffer) {
    const nothing = Buffer.alloc(0);
    if (!headers.authorization?.includes('Credential=key/')) return { status: 403, content: nothing };
    if (query.has('list-type')) return { status: 200, content: Buffer.from(page(query)) };
    if (method === 'PUT') {
      if (headers['if-none-match'] === '*' && objects.has(key)) return { status: 412, content: nothing };
      objects.set(key, body);
      return { status: 200, content: nothing, stored: body };
    }
    if (method === 'DELETE') objects.delete(key);
    const content = objects.get(key);
    return { status: method === 'DELETE' ? 204 : content ? 200 : 404, content: content ?? nothing };
  }

  function page(query: URLSearchParams): string {
    const [prefix, after] = [query.get('prefix')!, query.get('continuation-token') ?? ''];
    const keys = [...objects.keys()].filter((key) => key.startsWith(prefix) && key > after).sort();
    const escaped = keys
      .slice(0, namesOfPage)
      .map((key) => `<Contents><Key>${escapeXml(key)}</Key></Contents>`);
    const next =
      keys.length > namesOfPage
        ? `<NextContinuationToken>${escapeXml(keys[namesOfPage - 1]!)}</NextContinuationToken>`
        : '';
    return `<ListBucketResult>${escaped.join('')}${next}</ListBucketResult>`;
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const environment: NodeJS.ProcessEnv = {
    AWS_ACCESS_KEY_ID: 'key',
    AWS_SECRET_ACCESS_KEY: 'secret-of-the-tests-server',
    AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  };
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { objects, requests, faults, answers, environment, close };
}

/** Control characters too, which XML has no other way to write. */
function escapeXml(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is escaped.
  return text.replace(/[<>&\0-\x1f]/g, (character) => `&#${character.charCodeAt(0)};`);
}
