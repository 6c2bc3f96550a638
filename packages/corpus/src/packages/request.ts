import { describeValue, hiderOf, LongrangeError } from '@longrange/errors';
import { describeBytes } from '../limits.ts';
import type { IndexLocation } from './index-location.ts';

/** A document of an index; npm's longest are some tens of MiB. */
const LARGEST_DOCUMENT = 128 * 2 ** 20;

export interface Answer {
  readonly status: number;
  readonly contentType: string;
  /** As the server says. */
  readonly length: number | undefined;
  /** Which part of the file this is; empty for all of it. */
  readonly contentRange: string;
  readonly body: AsyncIterable<Uint8Array>;
  /** In place of reading the body. */
  cancel(): Promise<void>;
}

/**
 * Asks a server. Redirects are followed; credentials stay with the host that they are for.
 *
 * @throws CORPUS_INDEX_UNREACHABLE where no answer comes; the reason of `signal` where that was aborted
 */
export async function request(
  url: string,
  index: IndexLocation,
  {
    accept,
    range,
    signal,
  }: { readonly accept?: string; readonly range?: string; readonly signal?: AbortSignal | undefined },
): Promise<Answer> {
  const authorization = index.authorizationFor(url);
  const headers = {
    'user-agent': 'longrange',
    // A file is to come as it is, not packed once more.
    ...(accept === undefined ? { 'accept-encoding': 'identity' } : { accept }),
    ...(range !== undefined && { range }),
    ...(authorization !== undefined && { authorization }),
  };
  try {
    const response = await fetch(url, { headers, ...(signal && { signal }) });
    const length = Number(response.headers.get('content-length') ?? Number.NaN);
    return {
      status: response.status,
      contentType: response.headers.get('content-type')?.split(';')[0]?.trim() ?? '',
      length: Number.isNaN(length) ? undefined : length,
      contentRange: response.headers.get('content-range') ?? '',
      body: piecesOf(response, url, signal),
      cancel: async () => response.body?.cancel(),
    };
  } catch (cause) {
    throw connectionError(url, cause, signal);
  }
}

/** A document of an index; undefined where the server has none (404, 410). @throws CORPUS_INDEX_UNREACHABLE, CORPUS_INDEX */
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
  if (!options.isType(answer.contentType)) throw wrongType(url, options.accept, answer.contentType);
  return new TextDecoder().decode(bytes);
}

/** @throws CORPUS_INDEX for all but success */
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

/** Takes out of what a server says what it is sent of the user's credentials; undefined where it is sent none. */
export function hiderFor(url: string, index: IndexLocation): ((text: string) => string) | undefined {
  const [scheme, sent = ''] = index.authorizationFor(url)?.split(' ') ?? [];
  if (scheme === undefined) return undefined;
  if (scheme !== 'Basic') return hiderOf(sent);
  const [user = '', password = ''] = Buffer.from(sent, 'base64').toString().split(/:(.*)/s);
  return hiderOf(sent, password || user);
}

/** An address that an index gives, as it stands in a document of another. @throws CORPUS_INDEX where it is none of a server */
export function resolveUrl(text: string, base: string): string {
  const url = URL.canParse(text, base) ? new URL(text, base) : undefined;
  if (url !== undefined && /^https?:$/.test(url.protocol)) return url.href;
  throw indexError(
    `Expected ${showUrl(base)} to give addresses that start with http:// or https://, got ${describeValue(text)}.`,
    'check the configured index.',
  );
}

/** Without what may be secret. */
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
    // Of no effect at the end; before it, it closes the connection.
    await reader?.cancel().catch(() => undefined);
  }
}

/** @throws CORPUS_INDEX where there is more than `most` bytes */
export async function collect(
  pieces: AsyncIterable<Uint8Array>,
  url: string,
  most = LARGEST_DOCUMENT,
): Promise<Uint8Array> {
  const kept: Uint8Array[] = [];
  let length = 0;
  for await (const piece of pieces) {
    length += piece.length;
    if (length > most) {
      throw indexError(
        `Expected at most ${describeBytes(most)} from ${showUrl(url)}, got more.`,
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

function wrongType(url: string, expected: string, got: string): LongrangeError {
  return indexError(
    `Expected ${showUrl(url)} to answer as ${expected}, got ${got || 'no type'}.`,
    'configure an index with that interface; many have it under another path, often one that ends in /simple/.',
  );
}
