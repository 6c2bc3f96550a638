import { createHash } from 'node:crypto';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { isSystemError, LongrangeError, showControlsInLine } from '@longrange/errors';
import { AwsClient } from 'aws4fetch';
import { s3Address } from './s3-address.ts';
import { beginningOf, type ListPage, parseListPage, piecesOf, Refusal, refusalOf } from './s3-answer.ts';
import {
  checkPath,
  holds,
  isSafePath,
  MOST_NAMES,
  type Store,
  storeFailed,
  tooLarge,
  tooMany,
} from './store.ts';

/** Retries and timeouts, in milliseconds. */
export interface S3Patience {
  /** Maximum number of tries per request. */
  readonly tries: number;
  /** Pause after the first try, which doubles with each further one. */
  readonly pause: number;
  /** Timeout of each try, plus one second per megabyte sent. */
  readonly timeout: number;
}

const patient: S3Patience = { tries: 6, pause: 500, timeout: 30_000 };

const MOST_PAGE_BYTES = 2 ** 24;
const MOST_PAGES = 10_000;
/** Timeout for all pages of a list, as a multiple of that for one answer. */
const MOST_LIST_TIMEOUTS = 20;
const NOT_S3 = 'something else than S3 may answer there: check AWS_ENDPOINT_URL, and what is between.';

interface Sending {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: Uint8Array;
}

/**
 * Bucket of any service that speaks S3 and knows `If-None-Match`: Amazon's, R2, MinIO, Ceph, Garage … No answer is trusted: neither that something is stored, nor how
 * long it is, nor that it continues elsewhere.
 */
export class S3Store implements Store {
  readonly name: string;
  readonly #bucket: string;
  readonly #prefix: string;
  readonly #client: AwsClient;
  readonly #patience: S3Patience;

  /**
   * @param url `s3://bucket/prefix`
   * @throws LongrangeError `USAGE` (exit code 2)
   */
  constructor(url: string, environment: NodeJS.ProcessEnv = process.env, patience: S3Patience = patient) {
    const { url: bucket, prefix, sessionToken, ...access } = s3Address(url, environment);
    this.name = url;
    this.#bucket = bucket;
    this.#prefix = prefix;
    this.#client = new AwsClient({
      ...{ ...access, service: 's3', retries: 0 },
      ...(sessionToken !== undefined && { sessionToken }),
    });
    this.#patience = patience;
  }

  async read<Result>(
    name: string,
    most: number,
    use: (pieces: AsyncIterable<Uint8Array>) => Promise<Result>,
  ): Promise<Result | null> {
    const excess = (): LongrangeError => tooLarge(`${name} in ${this.name}`, most);
    return this.#request(this.#path(name), name, [200, 404], {}, async (response) =>
      response.status === 404 ? null : use(piecesOf(response, most, excess)),
    );
  }

  async create(name: string, content: Uint8Array): Promise<boolean> {
    const headers = {
      'if-none-match': '*',
      'x-amz-content-sha256': createHash('sha256').update(content).digest('hex'),
    };
    const sending = { method: 'PUT', headers, body: content };
    return this.#request(this.#path(name), name, [200, 412], sending, async (response) => {
      if (response.status === 412) return false;
      // S3's ETag is the content's MD5, except with some kinds of encryption; a login page has none.
      const isStored =
        response.headers.get('etag') === `"${md5(content)}"` || (await holds(this, name, content));
      if (!isStored) throw new Refusal('status 200, but nothing is stored', { hint: NOT_S3 });
      return true;
    });
  }

  async list(folder: string): Promise<string[]> {
    checkPath(this.name, folder);
    const start = `${this.#prefix}${folder}/`;
    const end = performance.now() + MOST_LIST_TIMEOUTS * this.#patience.timeout;
    const tokens = new Set<string>();
    const names: string[] = [];
    for (let token: string | undefined; ; ) {
      const { keys, next } = await this.#page(folder, start, token);
      for (const key of keys) if (key.startsWith(start)) names.push(key.slice(this.#prefix.length));
      if (names.length > MOST_NAMES) throw tooMany(`${folder} in ${this.name}`);
      if (next === undefined) return names.filter(isSafePath).sort();
      if (tokens.has(next) || tokens.size === MOST_PAGES || performance.now() > end)
        throw this.#failure('GET', folder, new Refusal('a list without an end', { hint: NOT_S3 }), 1);
      token = next;
      tokens.add(token);
    }
  }

  async remove(name: string): Promise<void> {
    await this.#request(this.#path(name), name, [200, 204, 404], { method: 'DELETE' }, async () => undefined);
  }

  #page(folder: string, prefix: string, token: string | undefined): Promise<ListPage> {
    const query = new URLSearchParams({ 'list-type': '2', prefix });
    if (token !== undefined) query.set('continuation-token', token);
    const excess = (): Refusal =>
      new Refusal(`a list of more than ${MOST_PAGE_BYTES} bytes`, { hint: NOT_S3 });
    return this.#request(`?${query}`, folder, [200], {}, async (response) => {
      const page = parseListPage(await text(piecesOf(response, MOST_PAGE_BYTES, excess)));
      if (page === null) throw new Refusal('status 200 and no list', { hint: NOT_S3 });
      return page;
    });
  }

  #path(name: string): string {
    checkPath(this.name, name);
    return `${this.#prefix}${name}`.split('/').map(encodeURIComponent).join('/');
  }

  /**
   * Tries until the service answers completely with one of these statuses.
   *
   * @param name name for messages
   */
  async #request<T>(
    target: string,
    name: string,
    expected: readonly number[],
    sending: Sending,
    read: (response: Response) => Promise<T>,
  ): Promise<T> {
    const { tries, pause, timeout } = this.#patience;
    const allowed = timeout + Math.ceil((sending.body?.length ?? 0) / 1000);
    for (let attempt = 1; ; attempt++) {
      const got = await this.#once(target, sending, AbortSignal.timeout(allowed), async (response) => {
        if (!expected.includes(response.status)) throw await refusalOf(response);
        return read(response);
      });
      if (got.ok) return got.value;
      const { error } = got;
      // Our own error, or one of the disk that `read` writes to.
      if (error instanceof LongrangeError || isSystemError(error)) throw error;
      const isFinal = error instanceof Refusal && !error.mayPass;
      if (isFinal || attempt >= tries) throw this.#failure(sending.method ?? 'GET', name, error, attempt);
      await sleep(pause * 2 ** (attempt - 1));
    }
  }

  async #once<T>(
    target: string,
    sending: object,
    signal: AbortSignal,
    read: (response: Response) => Promise<T>,
  ): Promise<{ readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: unknown }> {
    try {
      // A redirect would take the session token to another host.
      const init = { ...sending, signal, redirect: 'manual' } as const;
      const response = await this.#client.fetch(`${this.#bucket}/${target}`, init);
      try {
        return { ok: true, value: await read(response) };
      } finally {
        await beginningOf(response);
      }
    } catch (error) {
      return { ok: false, error };
    }
  }

  #failure(method: string, name: string, cause: unknown, tries: number): LongrangeError {
    const got = cause instanceof Refusal ? cause.message : describeCause(cause);
    const hint = cause instanceof Refusal ? cause.hint : undefined;
    // No cause: for an answer that is not HTTP, it contains the whole answer, which may repeat a secret.
    return storeFailed(
      `Expected ${this.name} to answer ${method} ${name}, got ${got}${tries > 1 ? ` (${tries} tries)` : ''}.`,
      hint ?? 'what was stored before is still there; run the same command again once the store answers.',
    );
  }
}

/** Returns undefined if the system forbids MD5 (FIPS). */
function md5(content: Uint8Array): string | undefined {
  try {
    return createHash('md5').update(content).digest('hex');
  } catch {
    return undefined;
  }
}

function describeCause(cause: unknown): string {
  if (!(cause instanceof Error)) return typeof cause;
  if (cause.name === 'TimeoutError') return 'no answer in time';
  const { cause: reason } = cause;
  const said = reason instanceof Error && 'code' in reason ? String(reason.code) : cause.message;
  return showControlsInLine(said.slice(0, 120));
}
