import { hiderOf, keepSecret, LongrangeError } from '@longrange/errors';
import { z } from 'zod';
import { readForeign } from '../endpoint/foreign-json.ts';

/** More than a hundred runs with all their figures and settings take. */
const ANSWER_BYTES = 64 * 2 ** 20;

export interface MlflowClientOptions {
  /** Without a slash at its end. */
  readonly url: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly timeoutMs: number;
  /** Ends every request. */
  readonly signal: AbortSignal;
}

const errorSchema = z.object({ error_code: z.string(), message: z.string().default('') });

/** MLflow's REST API 2.0. Nothing is sent to any other address: redirections are not followed. */
export class MlflowClient {
  readonly #options: MlflowClientOptions;
  /** A server may quote what it was sent. */
  readonly #hide: (text: string) => string;
  readonly #authorization: string | undefined;

  constructor(options: MlflowClientOptions) {
    const { MLFLOW_TRACKING_TOKEN: token, MLFLOW_TRACKING_USERNAME: user, ...rest } = options.environment;
    const password = rest.MLFLOW_TRACKING_PASSWORD ?? '';
    this.#options = options;
    const basic = Buffer.from(`${user}:${password}`).toString('base64');
    for (const secret of [token, password, basic]) keepSecret(secret);
    this.#hide = hiderOf(token, password, basic);
    if (token) this.#authorization = `Bearer ${token}`;
    else if (user) this.#authorization = `Basic ${basic}`;
  }

  /**
   * @param what with the parameters of a GET in its query
   * @throws LongrangeError `TRACKER_UNREACHABLE` for what may pass: no answer in time, a connection cut, 429, 5xx; `TRACKER_REFUSED` with the server's
   *   `error_code` as its cause otherwise. After the former the server may have done what it was asked for.
   */
  async call<Schema extends z.ZodType>(
    what: string,
    answer: Schema,
    body?: Readonly<Record<string, unknown>>,
  ): Promise<z.output<Schema>> {
    const { url } = this.#options;
    const { status, json } = await this.#fetch(what, body);
    if (status >= 200 && status < 300) {
      const parsed = answer.safeParse(json);
      if (parsed.success) return parsed.data;
      throw failure(
        'TRACKER_REFUSED',
        `${url} answered ${pathOf(what)} with something that is not MLflow's.`,
      );
    }
    const said = errorSchema.safeParse(json).data;
    const words = said === undefined ? '' : ` (${`${said.error_code}: ${said.message}`.slice(0, 200)})`;
    const passes = status >= 500 || status === 429 || status === 408;
    throw failure(
      passes ? 'TRACKER_UNREACHABLE' : 'TRACKER_REFUSED',
      `${url} answered ${pathOf(what)} with ${status}${words}.`,
      said?.error_code,
    );
  }

  async #fetch(what: string, body: unknown): Promise<{ status: number; json: unknown }> {
    const { url, timeoutMs, signal } = this.#options;
    const timeout = AbortSignal.timeout(timeoutMs);
    try {
      const response = await fetch(`${url}/api/2.0/mlflow/${what}`, {
        ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
        headers: {
          'content-type': 'application/json',
          ...(this.#authorization !== undefined && { authorization: this.#authorization }),
        },
        redirect: 'manual',
        signal: AbortSignal.any([timeout, signal]),
      });
      const said = await readForeign(response, { most: ANSWER_BYTES, hide: this.#hide });
      if (said !== undefined) return { status: response.status, json: said.json };
    } catch (error) {
      let why = timeout.aborted ? `no answer in ${timeoutMs / 1000} s` : reasonOf(error);
      if (signal.aborted) why = 'no answer in the time left';
      throw failure('TRACKER_UNREACHABLE', `Cannot reach ${url}: ${why}.`);
    }
    throw failure('TRACKER_REFUSED', `${url} answered ${pathOf(what)} with more than ${ANSWER_BYTES} bytes.`);
  }
}

function failure(code: string, message: string, cause?: string): LongrangeError {
  return new LongrangeError({ code, message, cause });
}

function pathOf(what: string): string {
  return what.replace(/\?.*/s, '');
}

/** `fetch` says "fetch failed", and the reason in its cause. */
function reasonOf(error: unknown): string {
  const { cause = error } = error as { cause?: unknown };
  const { code, message } = cause as { code?: unknown; message?: unknown };
  return String(code ?? message);
}
