import { createHash } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { hiderOf, keepSecret, LongrangeError } from '@longrange/errors';
import type { AnswerJournal } from '@longrange/eval/internal/node';
import PQueue from 'p-queue';
import pRetry, { type Options as RetryOptions } from 'p-retry';
import type { z } from 'zod';
import { wrongUsage } from '../cli/wrong-usage.ts';
import { decodeKept, invalid, READING } from './answers.ts';
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
  concurrency: 8,
  attempts: 6,
  /** Time limit for a complete answer. */
  timeoutMs: 240_000,
  /** Pause before the first retry, doubled before each further one; a server that asks for a longer one gets it. */
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
class Setback extends Error {
  readonly retryAfterMs: number;

  constructor(message: string, retryAfterMs = 0) {
    super(message);
    this.retryAfterMs = retryAfterMs;
  }
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
  readonly #queue: PQueue;
  readonly #inFlight = new Set<Promise<Reply>>();
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
    this.#queue = new PQueue({ concurrency: this.#limits.concurrency });
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
      const answer = JSON.stringify(read(await this.post(path, body)));
      if (decodeKept(schema, answer) === undefined) throw invalid('figures in their range', answer);
      journal.add(question, answer);
      return answer;
    };
    const answer =
      this.#underWay.get(question) ?? this.#orStop(ask).finally(() => this.#underWay.delete(question));
    this.#underWay.set(question, answer);
    return decodeKept(schema, await answer)!;
  }

  /** Returns the server's answer, as JSON. */
  post(path: string, body: object): Promise<unknown> {
    return this.#orStop(async () => {
      const reply = await this.reply(path, body);
      if (reply.status >= 300) throw this.#refused(path, reply);
      return reply.json;
    });
  }

  /** Returns the answer with its status, which signals success (below 300) or a permanent error. */
  reply(path: string, body: object): Promise<Reply> {
    const { attempts, pauseMs, longestPauseMs } = this.#limits;
    const text = JSON.stringify(body);
    const options: RetryOptions = {
      retries: attempts - 1,
      minTimeout: pauseMs,
      maxTimeout: longestPauseMs,
      signal: this.#stop.signal,
      shouldRetry: ({ error }) => error instanceof Setback && error.retryAfterMs <= longestPauseMs,
    };
    return this.#orStop(async () => {
      let sent = 0;
      const ask = (attempt: number): Promise<Reply> => {
        sent = attempt;
        return this.#once(path, text);
      };
      try {
        return await this.#queue.add(() => pRetry(ask, options));
      } catch (error) {
        throw error instanceof Setback ? unreachable(`${this.base}${path}`, sent, error.message) : error;
      }
    });
  }

  /** Sends a request once, unless `maxRequests` have been sent. @throws Setback, LongrangeError */
  async #once(path: string, body: string): Promise<Reply> {
    const pauseMs = this.#notBefore - Date.now();
    if (pauseMs > 0) await wait(pauseMs, undefined, { signal: this.#stop.signal });
    const { maxRequests = Number.POSITIVE_INFINITY } = this.#options;
    if (this.requests >= maxRequests) {
      // Requests in flight count toward the limit, so their answers are awaited.
      await Promise.allSettled(this.#inFlight);
      throw new LongrangeError({
        code: 'ENDPOINT_LIMIT',
        message: `Expected at most ${maxRequests} requests (\`--max-requests\`), got more to send.`,
        hint: 'earlier answers are kept: run the same command to continue with as many requests again.',
      });
    }
    this.requests++;
    const sending = this.#send(path, body);
    this.#inFlight.add(sending);
    return sending.finally(() => this.#inFlight.delete(sending));
  }

  async #send(path: string, body: string): Promise<Reply> {
    const { timeoutMs, longestPauseMs } = this.#limits;
    const timeout = AbortSignal.timeout(timeoutMs);
    try {
      const response = await fetch(`${this.base}${path}`, {
        method: 'POST',
        body,
        redirect: 'manual',
        headers: this.#headers,
        signal: AbortSignal.any([timeout, this.#stop.signal]),
      });
      const { status, headers } = response;
      const { text, json } = await this.#read(path, response);
      if (isMomentary(status)) {
        const retryAfterMs = readRetryAfter(headers.get('retry-after'));
        this.#notBefore = Math.max(this.#notBefore, Date.now() + Math.min(retryAfterMs, longestPauseMs));
        throw new Setback(`status ${status}${excerpt(text)}`, retryAfterMs);
      }
      if (status < 300 && json === undefined) throw new Setback('an answer that is not JSON');
      return { status, text, json };
    } catch (error) {
      if (error instanceof LongrangeError || error instanceof Setback) throw error;
      throw new Setback(timeout.aborted ? `no answer within ${timeoutMs / 1000} s` : reasonOf(error));
    }
  }

  async #read(path: string, response: Response): Promise<Foreign> {
    const { answerBytes: most } = this.#limits;
    const said = await readForeign(response, { most, hide: this.#hide });
    const address = `${this.base}${path}`;
    if (said === undefined) throw unlike(address, `of at most ${most} bytes`, 'more');
    if (said.isTooDeep) throw unlike(address, 'of few levels', 'JSON nested thousands deep');
    return said;
  }

  /** Stops all further requests at the first error, which they get, too. */
  async #orStop<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (!this.#stop.signal.aborted) this.#stop.abort(error);
      throw this.#stop.signal.reason;
    }
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

/** Reads a Retry-After header, which holds seconds or a date, as milliseconds from now; 0 without one. */
function readRetryAfter(header: string | null): number {
  if (header === null) return 0;
  const ms = /^\d+(\.\d+)?$/.test(header.trim()) ? 1000 * Number(header) : Date.parse(header) - Date.now();
  return Number.isNaN(ms) ? 0 : Math.max(0, ms);
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
