import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { LongrangeError } from '@longrange/errors';
import { AwsClient } from 'aws4fetch';
import type { Store } from './store.ts';

/** What `S3Store` reads of the environment: the names that Amazon's own programs have. */
export interface S3Environment {
  readonly AWS_ACCESS_KEY_ID?: string | undefined;
  readonly AWS_SECRET_ACCESS_KEY?: string | undefined;
  readonly AWS_SESSION_TOKEN?: string | undefined;
  readonly AWS_REGION?: string | undefined;
  readonly AWS_DEFAULT_REGION?: string | undefined;
  readonly AWS_ENDPOINT_URL_S3?: string | undefined;
  readonly AWS_ENDPOINT_URL?: string | undefined;
}

/** How patient it is. Milliseconds. */
export interface S3Patience {
  /** Tries of each request. */
  readonly tries: number;
  /** Between the first and the second; twice as long after each. */
  readonly pause: number;
  /** For each try, with one second more for each megabyte that it sends. */
  readonly timeout: number;
}

const patient: S3Patience = { tries: 6, pause: 500, timeout: 30_000 };

/** A bucket of any service that speaks S3 and knows `If-None-Match`: Amazon's, R2, MinIO, Ceph, Garage … */
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
  constructor(url: string, environment: S3Environment = process.env, patience: S3Patience = patient) {
    const [, bucket, prefix = ''] = /^s3:\/\/([a-z0-9][a-z0-9.-]+)(?:\/(.*))?$/.exec(url) ?? [];
    if (bucket === undefined) throw usage(`Expected s3://BUCKET/PREFIX, got ${JSON.stringify(url)}.`);
    const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = environment;
    if (!accessKeyId || !secretAccessKey)
      throw usage(
        `Expected AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment for ${url}, got none.`,
      );
    const region = environment.AWS_REGION ?? environment.AWS_DEFAULT_REGION ?? 'us-east-1';
    const endpoint = environment.AWS_ENDPOINT_URL_S3 ?? environment.AWS_ENDPOINT_URL;
    this.name = url;
    // With an endpoint of one's own the bucket is a part of the path, which all services understand.
    this.#bucket = endpoint
      ? `${endpoint.replace(/\/+$/, '')}/${bucket}`
      : `https://${bucket}.s3.${region}.amazonaws.com`;
    this.#prefix = prefix.replace(/\/+$/, '');
    this.#client = new AwsClient({
      ...{ accessKeyId, secretAccessKey, region, service: 's3', retries: 0 },
      ...(environment.AWS_SESSION_TOKEN && { sessionToken: environment.AWS_SESSION_TOKEN }),
    });
    this.#patience = patience;
  }

  async read(name: string): Promise<Uint8Array | null> {
    return this.#request(name, [200, 404], {}, async (response) =>
      response.status === 404 ? null : new Uint8Array(await response.arrayBuffer()),
    );
  }

  async create(name: string, content: Uint8Array): Promise<boolean> {
    const headers = {
      'if-none-match': '*',
      'x-amz-content-sha256': createHash('sha256').update(content).digest('hex'),
    };
    return this.#request(
      name,
      [200, 412],
      { method: 'PUT', headers, body: content },
      async ({ status }) => status === 200,
    );
  }

  async list(folder: string): Promise<string[]> {
    const names: string[] = [];
    const start = this.#prefix === '' ? '' : `${this.#prefix}/`;
    for (let token: string | undefined; ; ) {
      const query = new URLSearchParams({ 'list-type': '2', prefix: `${start}${folder}/` });
      if (token !== undefined) query.set('continuation-token', token);
      const page = await this.#request(`?${query}`, [200], {}, (response) => response.text());
      for (const [, key] of page.matchAll(/<Key>([^<]*)<\/Key>/g))
        names.push(unescapeXml(key!).slice(start.length));
      token = /<NextContinuationToken>([^<]*)</.exec(page)?.[1];
      if (token === undefined) return names.sort();
      token = unescapeXml(token);
    }
  }

  async remove(name: string): Promise<void> {
    await this.#request(name, [200, 204, 404], { method: 'DELETE' }, async () => undefined);
  }

  /** Tries until the service answers with one of these statuses and all that belongs to it. */
  async #request<T>(
    target: string,
    expected: readonly number[],
    init: { readonly method?: string; readonly headers?: Record<string, string>; readonly body?: Uint8Array },
    read: (response: Response) => Promise<T>,
  ): Promise<T> {
    const { tries, pause, timeout } = this.#patience;
    const url = target.startsWith('?')
      ? `${this.#bucket}/${target}`
      : `${this.#bucket}/${encodePath([this.#prefix, target].filter((part) => part !== '').join('/'))}`;
    const allowed = timeout + Math.ceil((init.body?.length ?? 0) / 1000);
    for (let attempt = 1; ; attempt++) {
      const got = await this.#once(url, init, AbortSignal.timeout(allowed), async (response) => {
        if (!expected.includes(response.status))
          throw new UnexpectedStatus(response.status, await response.text());
        return read(response);
      });
      if (got.ok) return got.value;
      const isFinal = got.error instanceof UnexpectedStatus && !got.error.mayPass;
      if (isFinal || attempt >= tries) throw this.#failure(init.method ?? 'GET', target, got.error, attempt);
      await sleep(pause * 2 ** (attempt - 1));
    }
  }

  async #once<T>(
    url: string,
    init: object,
    signal: AbortSignal,
    read: (response: Response) => Promise<T>,
  ): Promise<{ readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: unknown }> {
    try {
      return { ok: true, value: await read(await this.#client.fetch(url, { ...init, signal })) };
    } catch (error) {
      return { ok: false, error };
    }
  }

  #failure(method: string, target: string, cause: unknown, tries: number): LongrangeError {
    const got = cause instanceof UnexpectedStatus ? cause.message : describeCause(cause);
    return new LongrangeError({
      code: 'STORE_FAILED',
      message: `Expected ${this.name} to answer ${method} ${target}, got ${got}${tries > 1 ? ` (${tries} tries)` : ''}.`,
      hint: 'what was stored before is still there; run the same command again once the store answers.',
      cause,
    });
  }
}

class UnexpectedStatus extends Error {
  /** Whether the same request may succeed later. */
  readonly mayPass: boolean;

  constructor(status: number, body: string) {
    const code = /<Code>([^<]*)</.exec(body)?.[1];
    super(`status ${status}${code === undefined ? '' : ` ${code}`}`);
    // 409: at the same moment another request for this name was under way, which need not have succeeded.
    this.mayPass = status >= 500 || [408, 409, 429].includes(status);
  }
}

function describeCause(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  if (cause.name === 'TimeoutError') return 'no answer in time';
  const { cause: reason } = cause;
  return reason instanceof Error && 'code' in reason ? String(reason.code) : cause.message;
}

function encodePath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}

function unescapeXml(text: string): string {
  const characters: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };
  return text.replace(/&(lt|gt|quot|apos|amp);/g, (_, name: string) => characters[name]!);
}

function usage(message: string): LongrangeError {
  return new LongrangeError({ code: 'USAGE', message, exitCode: 2 });
}
