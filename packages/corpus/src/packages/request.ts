import { describeIssue, describeValue, LongrangeError } from '@longrange/errors';
import type { z } from 'zod';
import { corpusError } from '../corpus-error.ts';
import type { IndexLocation } from './index-config.ts';
import type { Registry } from './package-request.ts';

/** Index that is asked, and how to cancel. */
export interface Asking {
  readonly index: IndexLocation;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Sends a request. Redirects are followed; credentials are sent to the index's own origin only.
 *
 * @throws CORPUS_INDEX_UNREACHABLE if no answer comes; the reason of `signal` if that was aborted
 */
export async function request(
  url: string,
  { index, signal }: Asking,
  headers: Readonly<Record<string, string>>,
): Promise<Response> {
  const isOwn = new URL(url).origin === new URL(index.url).origin;
  const authorization = isOwn && index.authorization !== undefined && { authorization: index.authorization };
  try {
    return await fetch(url, {
      headers: { 'user-agent': 'longrange', ...headers, ...authorization },
      signal: signal ?? null,
    });
  } catch (cause) {
    throw connectionError(url, cause, signal);
  }
}

/** Reads an answer to its end. @throws as `request` */
export async function* piecesOf(
  { body }: Response,
  url: string,
  signal: AbortSignal | undefined,
): AsyncIterable<Uint8Array> {
  try {
    yield* (body ?? []) as unknown as AsyncIterable<Uint8Array>;
  } catch (cause) {
    throw connectionError(url, cause, signal, 'all of');
  }
}

/** Fetches a document; undefined if the server has none (404, 410). @throws CORPUS_INDEX, and as `request` */
export async function requestText(
  url: string,
  asking: Asking,
  accept: string,
): Promise<{ readonly text: string; readonly type: string } | undefined> {
  const response = await request(url, asking, { accept });
  const pieces: Uint8Array[] = [];
  for await (const piece of piecesOf(response, url, asking.signal)) pieces.push(piece);
  if (response.status === 404 || response.status === 410) return undefined;
  refuseStatus(url, response.status);
  const type = response.headers.get('content-type') ?? 'no type';
  return { text: new TextDecoder().decode(Buffer.concat(pieces)), type };
}

/** Fetches a JSON document and checks its form; undefined if there is none. @throws as `requestText` */
export async function requestJson<S extends z.ZodType>(
  schema: S,
  url: string,
  asking: Asking,
  { accept, standard }: { readonly accept: string; readonly standard: string },
): Promise<z.output<S> | undefined> {
  const answer = await requestText(url, asking, accept);
  if (answer === undefined) return undefined;
  let json: unknown;
  try {
    json = JSON.parse(answer.text);
  } catch {
    // The parser's message quotes text that may be part of a password.
    throw unexpected(url, standard, `no JSON (${answer.type})`);
  }
  return checkAnswer(schema, json, url, standard);
}

/** Checks the form of part of an answer. @throws CORPUS_INDEX */
export function checkAnswer<S extends z.ZodType>(
  schema: S,
  json: unknown,
  url: string,
  standard: string,
): z.output<S> {
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const [problem = ''] = describeIssue(parsed.error.issues[0]!, { input: json });
  throw unexpected(url, standard, `something else: ${problem.replace(/\.$/, '')}`);
}

function unexpected(url: string, standard: string, got: string): LongrangeError {
  return indexError(
    `Expected ${showUrl(url)} to answer as ${standard} says, got ${got}.`,
    'configure an index with that interface; many have it under another path, often one that ends in /simple/.',
  );
}

/** @throws CORPUS_INDEX unless successful */
export function refuseStatus(url: string, status: number): void {
  if (status >= 200 && status < 300) return;
  throw indexError(
    `Expected ${showUrl(url)} to answer, got status ${status}.`,
    status === 401 || status === 403
      ? 'write NAME:PASSWORD@ before the host in PIP_INDEX_URL or npm_config_registry; tokens in .npmrc are not read.'
      : 'try again later, or configure another index.',
  );
}

export function indexError(message: string, hint: string): LongrangeError {
  return new LongrangeError({ code: 'CORPUS_INDEX', message, hint });
}

/** Returns the error for a package or version that an index does not have. */
export function missing(registry: Registry, expected: string, got: string, { url }: IndexLocation): Error {
  const place = registry === 'pypi' ? 'index' : 'registry';
  const command = registry === 'pypi' ? 'pip config list' : 'npm config get registry --global';
  return corpusError(
    'CORPUS_PACKAGE_MISSING',
    `Expected ${expected} in the ${place} ${showUrl(url)}, got ${got}.`,
    `check name and version, or the ${place} that ${command.slice(0, 3)} is configured to ask (${command}).`,
  );
}

/** Resolves an address in an index document. @throws CORPUS_INDEX unless it starts with http:// or https:// */
export function resolveUrl(text: string, base: string): string {
  const url = URL.canParse(text, base) ? new URL(text, base) : undefined;
  if (url !== undefined && /^https?:$/.test(url.protocol)) return url.href;
  throw indexError(
    `Expected ${showUrl(base)} to give addresses that start with http:// or https://, got ${describeValue(text)}.`,
    'check the configured index.',
  );
}

/** Returns a URL without the parts that may be secret. */
export function showUrl(text: string): string {
  const url = new URL(text);
  return `${url.origin}${url.pathname}`;
}

function connectionError(
  url: string,
  cause: unknown,
  signal: AbortSignal | undefined,
  wanted: 'an answer from' | 'all of' = 'an answer from',
): unknown {
  if (signal?.aborted) return signal.reason;
  const { code, message } = ((cause as Error).cause ?? cause) as NodeJS.ErrnoException;
  const isCertificate = /CERT|SELF_SIGNED|UNABLE_TO/.test(code ?? '');
  return new LongrangeError({
    code: 'CORPUS_INDEX_UNREACHABLE',
    message: `Expected ${wanted} ${showUrl(url)}, got ${wanted === 'all of' ? 'a part' : 'none'} (${code ?? message}).`,
    hint: isCertificate
      ? 'set NODE_EXTRA_CA_CERTS to the file with the certificate of your authority.'
      : 'check the connection, and try again; an exact version in the cache needs none.',
    cause,
  });
}
