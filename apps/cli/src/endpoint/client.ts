import { createHash } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { hiderOf, keepSecret, LongrangeError } from '@longrange/errors';
import type { AnswerJournal } from '@longrange/eval/evaluation';
import type { z } from 'zod';
import { wrongUsage } from '../cli/wrong-usage.ts';
import { decodeKept } from './answer-schemas.ts';
import { invalid, READING } from './answers.ts';
import { type Foreign, readForeign } from './foreign-json.ts';

/** Options of a client. */
export interface ClientOptions {
  /** `http://127.0.0.1:8000/v1` */
  readonly base: string;
  /** Key sent as a bearer token; removed from all answers and never shown. */
  readonly key?: string | undefined;
  /** Maximum number of requests, including retries; unlimited if not given. */
  readonly maxRequests?: number | undefined;
  /** Keeps the answers. */
  readonly journal: AnswerJournal;
  /** Limits to override in tests. */
  readonly limits?: Partial<typeof LIMITS>;
}

const LIMITS = {
  /** Maximum number of concurrent requests. */
  together: 8,
  attempts: 6,
  /** Time limit for a complete answer. */
  timeoutMs: 240_000,
  /** Pause before the first retry, doubled before each further one; a server that asks for a pause gets that one. */
  pauseMs: 1000,
  /** Longest pause to grant a server. */
  longestPauseMs: 600_000,
  answerBytes: 16 * 2 ** 20,
};

/** Answer to a request that did not fail temporarily. */
export interface Reply {
  readonly status: number;
  /** Answer as text, for messages. */
  readonly text: string;
  readonly json: unknown;
}

/** Temporary failure, and how long the server asks to wait. */
interface Setback {
  readonly said: string;
  readonly retryAfterMs?: number | null;
}

/**
 * Sends requests to an endpoint and nowhere else: redirects are not followed. Temporary failures (429, 5xx, a lost connection, a timeout, a truncated
 * answer) are retried; a permanent one is one error, after which nothing more is sent.
 */
export class EndpointClient {
  readonly base: string;
  /** Number of requests sent so far. */
  requests = 0;
  readonly #options: ClientOptions;
  readonly #limits: typeof LIMITS;
  readonly #headers: Headers;
  readonly #hide: (text: string) => string;
  readonly #stop = new AbortController();
  readonly #underWay = new Map<string, Promise<string>>();
  readonly #waiting: (() => void)[] = [];
  readonly #untilIdle: (() => void)[] = [];
  #active = 0;
  #free: number;
  /** Earliest time for the next request, in ms since 1970: if the server asks one request to wait, all wait. */
  #notBefore = 0;

  /** @throws LongrangeError `ENDPOINT_KEY` (exit code 2) for a key that HTTP does not allow */
  constructor(options: ClientOptions) {
    keepSecret(options.key);
    this.base = options.base;
    this.#headers = headersWith(options.key);
    this.#hide = hiderOf(options.key);
    this.#options = options;
    this.#limits = { ...LIMITS, ...options.limits };
    this.#free = this.#limits.together;
  }

  /**
   * Returns what `read` extracts from the answer, and caches it, so that the same question is not asked again.
   * @param read extracts the needed part of an answer
   * @param schema checks that part: anything that does not match is neither kept nor taken from kept answers
   * @throws LongrangeError `ENDPOINT_REFUSED`, `ENDPOINT_UNREACHABLE`, `ENDPOINT_ANSWER`, `ENDPOINT_LIMIT`
   */
  async answer<T>(
    path: string,
    body: object,
    read: (answer: unknown) => T,
    schema: z.ZodType<T>,
  ): Promise<T> {
    const { journal } = this.#options;
    const question = questionOf([this.base, path, body]);
    const kept = decodeKept(schema, journal.get(question));
    if (kept !== undefined) return kept;
    const ask = async (): Promise<string> => {
      const given = await this.post(path, body);
      const answer = this.#orStop(() => JSON.stringify(read(given)));
      if (decodeKept(schema, answer) === undefined)
        throw this.#stopWith(invalid('figures in their range', answer));
      journal.add(question, answer);
      return answer;
    };
    const answer = this.#underWay.get(question) ?? ask().finally(() => this.#underWay.delete(question));
    this.#underWay.set(question, answer);
    return decodeKept(schema, await answer)!;
  }

  /** Returns the server's answer, as JSON. */
  async post(path: string, body: object): Promise<unknown> {
    const reply = await this.reply(path, body);
    if (reply.status >= 300) throw this.#stopWith(this.#refused(path, reply));
    return reply.json;
  }

  /** Returns the answer with its status, which signals success (below 300) or a permanent error. */
  async reply(path: string, body: object): Promise<Reply> {
    await this.#turn();
    try {
      for (let attempt = 1; ; attempt++) {
        await this.#pause(this.#notBefore - Date.now());
        const outcome = await this.#once(path, JSON.stringify(body));
        if (!('said' in outcome)) return outcome;
        const { said, retryAfterMs = null } = outcome;
        const isTooLong = retryAfterMs !== null && retryAfterMs > this.#limits.longestPauseMs;
        if (attempt >= this.#limits.attempts || isTooLong)
          throw this.#stopWith(unreachable(`${this.base}${path}`, attempt, said));
        const pause = this.#limits.pauseMs * 2 ** (attempt - 1);
        if (retryAfterMs !== null) this.#notBefore = Math.max(this.#notBefore, Date.now() + retryAfterMs);
        else await this.#pause(Math.min(pause, this.#limits.longestPauseMs));
      }
    } finally {
      this.#free++;
      this.#waiting.shift()?.();
    }
  }

  async #turn(): Promise<void> {
    while (this.#free === 0) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#free--;
  }

  async #pause(ms: number): Promise<void> {
    if (this.#stop.signal.aborted) throw this.#stop.signal.reason;
    if (ms <= 0) return;
    await wait(ms, undefined, { signal: this.#stop.signal }).catch(() => {
      throw this.#stop.signal.reason;
    });
  }

  async #once(path: string, body: string): Promise<Reply | Setback> {
    const { maxRequests = Number.POSITIVE_INFINITY } = this.#options;
    if (this.requests >= maxRequests) {
      // Requests in flight count toward the limit, so their answers are awaited.
      while (this.#active > 0) await new Promise<void>((resolve) => this.#untilIdle.push(resolve));
      throw this.#stopWith(
        new LongrangeError({
          code: 'ENDPOINT_LIMIT',
          message: `Expected at most ${maxRequests} requests (\`--max-requests\`), got more to send.`,
          hint: 'earlier answers are kept: run the same command to continue with as many requests again.',
        }),
      );
    }
    this.requests++;
    this.#active++;
    const timeout = AbortSignal.timeout(this.#limits.timeoutMs);
    try {
      const response = await fetch(`${this.base}${path}`, {
        ...{ method: 'POST', body, redirect: 'manual', headers: this.#headers },
        signal: AbortSignal.any([timeout, this.#stop.signal]),
      });
      const { status, headers } = response;
      const { text, json } = await this.#read(path, response);
      if (status >= 300 && !isMomentary(status)) return { status, text, json };
      if (status < 300)
        return json === undefined ? { said: 'an answer that is not JSON' } : { status, text, json };
      const retryAfterMs = readRetryAfter(headers.get('retry-after'));
      return { said: `status ${status}${excerpt(text)}`, retryAfterMs };
    } catch (error) {
      if (error instanceof LongrangeError) throw error;
      if (this.#stop.signal.aborted) throw this.#stop.signal.reason;
      if (timeout.aborted) return { said: `no answer within ${this.#limits.timeoutMs / 1000} s` };
      return { said: reasonOf(error) };
    } finally {
      if (--this.#active === 0) for (const tell of this.#untilIdle.splice(0)) tell();
    }
  }

  async #read(path: string, response: Response): Promise<Foreign> {
    const { answerBytes: most } = this.#limits;
    const said = await readForeign(response, { most, hide: this.#hide });
    const address = `${this.base}${path}`;
    if (said === undefined) throw this.#stopWith(unlike(address, `of at most ${most} bytes`, 'more'));
    if (said.isTooDeep) throw this.#stopWith(unlike(address, 'of few levels', 'JSON nested thousands deep'));
    return said;
  }

  #orStop<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw this.#stopWith(error);
    }
  }

  /** Stops all further requests and returns the first error. */
  #stopWith(error: unknown): unknown {
    if (!this.#stop.signal.aborted) this.#stop.abort(error);
    return this.#stop.signal.reason;
  }

  #refused(path: string, { status, text }: Reply): LongrangeError {
    const isKey = status === 401 || status === 403;
    return wrongUsage({
      code: 'ENDPOINT_REFUSED',
      message: `Expected an answer from ${this.base}${path}, got status ${status}${excerpt(text)}.`,
      hint: isKey
        ? 'set the environment variable LONGRANGE_API_KEY to a key for this server (OPENAI_API_KEY is sent only to api.openai.com).'
        : status < 400
          ? 'redirects are not followed: give the address that this one leads to.'
          : /\bcontext\b/i.test(text)
            ? 'give the server a longer context: 8,192 tokens hold every text that it is asked about, unless --max-distance asks for longer ones (in llama.cpp each slot needs that many).'
            : "check the URL, which ends in /v1 on most servers, and the model's name.",
    });
  }
}

const SHOWN = 200;

function excerpt(text: string): string {
  const words = text.replace(/\s+/g, ' ').trim();
  return words === '' ? '' : `: ${words.length > SHOWN ? `${words.slice(0, SHOWN)}…` : words}`;
}

function headersWith(key: string | undefined): Headers {
  try {
    return new Headers({
      'content-type': 'application/json',
      ...(key !== undefined && { authorization: `Bearer ${key}` }),
    });
  } catch {
    throw wrongUsage({
      code: 'ENDPOINT_KEY',
      message: 'Expected a key with only characters that HTTP headers allow, got others.',
      hint: 'set the environment variable LONGRANGE_API_KEY to the key alone, without a line break.',
    });
  }
}

/** Returns the key of a kept answer: a hash of everything that was sent, including the model's name, and of the reading's version. */
export function questionOf(asked: readonly unknown[], reading: number = READING): string {
  return createHash('sha256')
    .update(JSON.stringify([reading, ...asked]))
    .digest('base64');
}

function isMomentary(status: number): boolean {
  return [408, 409, 425, 429].includes(status) || (status >= 500 && status < 600 && status !== 501);
}

/** Reads a Retry-After header, which holds seconds or a date, as milliseconds. */
function readRetryAfter(header: string | null): number | null {
  if (header === null) return null;
  const ms = /^\d+(\.\d+)?$/.test(header.trim()) ? 1000 * Number(header) : Date.parse(header) - Date.now();
  return Number.isNaN(ms) ? null : Math.max(0, ms);
}

function reasonOf(error: unknown): string {
  const { cause, message } = error as Error;
  return cause instanceof Error && cause.message !== '' ? cause.message : message;
}

function unreachable(address: string, attempts: number, said: string): LongrangeError {
  return new LongrangeError({
    code: 'ENDPOINT_UNREACHABLE',
    message: `Expected an answer from ${address}, got none in ${attempts} attempt${attempts === 1 ? '' : 's'}; last failure: ${said}.`,
    hint: 'earlier answers are kept: run the same command to continue from there.',
  });
}

function unlike(address: string, expected: string, got: string): LongrangeError {
  return new LongrangeError({
    code: 'ENDPOINT_ANSWER',
    message: `Expected an answer from ${address} ${expected}, got ${got}.`,
  });
}
