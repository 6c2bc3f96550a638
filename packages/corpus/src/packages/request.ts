import { describeIssue, describeValue, hiderOf, hidingIn, isDeeper, LongrangeError } from '@longrange/errors';
import type { z } from 'zod';
import { corpusError } from '../corpus-error.ts';
import { describeBytes } from '../limits.ts';
import type { IndexLocation } from './index-config.ts';
import type { Registry } from './package-request.ts';

/** Maximum bytes of an index document; npm's longest have tens of MiB. */
const LARGEST_DOCUMENT = 128 * 2 ** 20;

/**
 * Sends a request. Redirects are followed; credentials are sent to their own host only.
 *
 * @throws CORPUS_INDEX_UNREACHABLE if no answer comes; the reason of `signal` if that was aborted
 */
export async function request(
  url: string,
  index: IndexLocation,
  { accept, signal }: { readonly accept?: string; readonly signal?: AbortSignal | undefined },
) {
  const authorization = index.authorizationFor(url);
  const headers = {
    'user-agent': 'longrange',
    // Files must arrive as they are, without further compression.
    ...(accept === undefined ? { 'accept-encoding': 'identity' } : { accept }),
    ...(authorization !== undefined && { authorization }),
  };
  try {
    const response = await fetch(url, { headers, ...(signal && { signal }) });
    const length = Number(response.headers.get('content-length') ?? Number.NaN);
    // The length is what the server states.
    return {
      status: response.status,
      contentType: response.headers.get('content-type')?.split(';')[0]?.trim() ?? '',
      length: Number.isNaN(length) ? undefined : length,
      body: piecesOf(response, url, signal),
    };
  } catch (cause) {
    throw connectionError(url, cause, signal);
  }
}

/** Fetches an index document; undefined if the server has none (404, 410). @throws CORPUS_INDEX_UNREACHABLE, CORPUS_INDEX */
export async function requestText(
  url: string,
  index: IndexLocation,
  options: {
    readonly accept: string;
    readonly isType: (type: string) => boolean;
    readonly signal?: AbortSignal | undefined;
  },
): Promise<string | undefined> {
  const answer = await request(url, index, options);
  const bytes = await collect(answer.body, url);
  if (answer.status === 404 || answer.status === 410) return undefined;
  refuseStatus(url, answer.status);
  if (!options.isType(answer.contentType)) {
    throw indexError(
      `Expected ${showUrl(url)} to answer as ${options.accept}, got ${answer.contentType || 'no type'}.`,
      'configure an index with that interface; many have it under another path, often one that ends in /simple/.',
    );
  }
  return new TextDecoder().decode(bytes);
}

/** @throws CORPUS_INDEX unless successful */
export function refuseStatus(url: string, status: number): void {
  if (status >= 200 && status < 300) return;
  throw indexError(
    `Expected ${showUrl(url)} to answer, got status ${status}.`,
    status === 401 || status === 403
      ? 'check name, password or token in the configuration of pip or npm.'
      : 'try again later, or configure another index.',
  );
}

export function indexError(message: string, hint: string, cause?: unknown): LongrangeError {
  return new LongrangeError({ code: 'CORPUS_INDEX', message, hint, cause });
}

/** Returns the error for a package or version that an index does not have. */
export function missing(registry: Registry, expected: string, got: string, { url }: IndexLocation): Error {
  const place = registry === 'pypi' ? 'index' : 'registry';
  const command = registry === 'pypi' ? 'pip config list' : 'npm config get registry';
  return corpusError(
    'CORPUS_PACKAGE_MISSING',
    `Expected ${expected} in the ${place} ${showUrl(url)}, got ${got}.`,
    `check name and version, or the ${place} that ${command.slice(0, 3)} is configured to ask (${command}).`,
  );
}

/** Returns a function that removes the credentials sent to a server from its answer; undefined if none are sent. */
export function hiderFor(url: string, index: IndexLocation): ((text: string) => string) | undefined {
  const [scheme, sent = ''] = index.authorizationFor(url)?.split(' ') ?? [];
  if (scheme === undefined) return undefined;
  if (scheme !== 'Basic') return hiderOf(sent);
  const [user = '', password = ''] = Buffer.from(sent, 'base64').toString().split(/:(.*)/s);
  return hiderOf(sent, password || user);
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

async function* piecesOf(
  { body }: Response,
  url: string,
  signal: AbortSignal | undefined,
): AsyncIterable<Uint8Array> {
  const reader = body?.getReader();
  try {
    for (let next = await reader?.read(); next?.value !== undefined; next = await reader?.read())
      yield next.value;
  } catch (cause) {
    throw connectionError(url, cause, signal, 'all of');
  } finally {
    // No effect after the end; before it, this closes the connection.
    await reader?.cancel().catch(() => undefined);
  }
}

/** @throws CORPUS_INDEX for more than `LARGEST_DOCUMENT` bytes */
async function collect(pieces: AsyncIterable<Uint8Array>, url: string): Promise<Uint8Array> {
  const kept: Uint8Array[] = [];
  let length = 0;
  for await (const piece of pieces) {
    length += piece.length;
    if (length > LARGEST_DOCUMENT) {
      throw indexError(
        `Expected at most ${describeBytes(LARGEST_DOCUMENT)} from ${showUrl(url)}, got more.`,
        'check the configured index.',
      );
    }
    kept.push(piece);
  }
  return new Uint8Array(Buffer.concat(kept));
}

function connectionError(
  url: string,
  cause: unknown,
  signal: AbortSignal | undefined,
  wanted: 'an answer from' | 'all of' = 'an answer from',
): unknown {
  if (signal?.aborted) return signal.reason;
  if (cause instanceof LongrangeError) return cause;
  const { code, message } = ((cause as Error).cause ?? cause) as NodeJS.ErrnoException;
  const isCertificate = /CERT|SELF_SIGNED|UNABLE_TO/.test(code ?? '');
  return new LongrangeError({
    code: 'CORPUS_INDEX_UNREACHABLE',
    message: `Expected ${wanted} ${showUrl(url)}, got ${wanted === 'all of' ? 'a part' : 'none'} (${code ?? message}).`,
    hint: isCertificate
      ? 'set NODE_EXTRA_CA_CERTS to the file with the certificate of your authority.'
      : 'check the connection, and try again.',
    cause,
  });
}

/** Maximum nesting; real answers have about ten levels. */
const DEEPEST = 100;

interface Question {
  readonly index: IndexLocation;
  readonly url: string;
  readonly standard: string;
}

/** Parses an index's JSON, validates its shape, and removes the credentials that the index was sent. @throws CORPUS_INDEX */
export function parseAnswer<S extends z.ZodType>(schema: S, text: string, question: Question): z.output<S> {
  const { url, standard, index } = question;
  const hide = hiderFor(url, index);
  let json: unknown;
  try {
    json = JSON.parse(text, hide && hidingIn(hide));
  } catch {
    // The parser's message quotes text that may be part of a password.
    throw unexpected(url, standard, 'no JSON, or more layers of it than can be read');
  }
  if (isDeeper(json, DEEPEST)) throw unexpected(url, standard, `JSON nested more than ${DEEPEST} deep`);
  return checkAnswer(schema, json, question);
}

/** Validates part of an answer. @throws CORPUS_INDEX */
export function checkAnswer<S extends z.ZodType>(
  schema: S,
  json: unknown,
  { url, standard }: Pick<Question, 'url' | 'standard'>,
): z.output<S> {
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const [problem = ''] = describeIssue(parsed.error.issues[0]!, { input: json });
  throw unexpected(url, standard, `something else: ${problem.replace(/\.$/, '')}`, parsed.error);
}

function unexpected(url: string, standard: string, got: string, cause?: unknown): Error {
  return indexError(
    `Expected ${showUrl(url)} to answer as ${standard} says, got ${got}.`,
    'check the configured index.',
    cause,
  );
}
