import { keepSecretsOf, LongrangeError } from '@longrange/errors';
import type { QueueOptions } from 'bullmq';
import { wrongUsage } from '../cli/wrong-usage.ts';

/**
 * Reads `redis://[[USER]:PASSWORD@]HOST[:PORT][/DATABASE]`, or `rediss://…` for TLS. An address without a password gets that of `REDISCLI_AUTH`, which redis-cli
 * reads, too.
 *
 * @throws LongrangeError `USAGE` (exit code 2)
 */
export function parseRedisAddress(text: string, environment: NodeJS.ProcessEnv = process.env) {
  keepSecretsOf({}, [text]);
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const [, db] = /^\/?(\d{0,9})$/.exec(url?.pathname ?? '') ?? [];
  const isRedis = url !== undefined && /^rediss?:$/.test(url.protocol) && url.hostname !== '';
  const [username, password] = isRedis ? [url.username, url.password].map(decoded) : [];
  if (!isRedis || db === undefined || username === undefined || password === undefined) {
    throw wrongUsage({
      code: 'USAGE',
      message: `Expected an address such as redis://HOST:6379, got \`${text}\`.`,
      hint: 'in a password, @ is %40, / is %2F and % is %25; or put it into REDISCLI_AUTH.',
    });
  }
  const port = Number(url.port || 6379);
  return {
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port,
    db: Number(db),
    username: username || undefined,
    password: password || environment.REDISCLI_AUTH || undefined,
    isEncrypted: url.protocol === 'rediss:',
    /** Address for messages, without user and password. */
    shown: `${url.protocol}//${url.hostname}:${port}${db === '' ? '' : `/${db}`}`,
  };
}

/** Decodes a part of a URL; undefined for invalid encodings such as `%zz`. */
function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

export type RedisAddress = ReturnType<typeof parseRedisAddress>;

type Bullmq = typeof import('bullmq');

/** Redis that answers and is fit for a queue. */
export interface OpenRedis {
  readonly bullmq: Bullmq;
  /** Options of each queue and worker. */
  readonly options: QueueOptions;
  close(): void;
}

const ANSWER_MS = 10_000;
/** Maximum pause between two tries to reconnect. */
const RECONNECT_MS = 2000;

/**
 * Connects to Redis and checks that it is fit for a queue; from then on, reports when the connection is lost and restored.
 *
 * @throws LongrangeError `REDIS_PACKAGES`, `REDIS_FAILED`, `REDIS_TOO_OLD`
 */
export async function openRedis(address: RedisAddress, tell: (sentence: string) => void): Promise<OpenRedis> {
  const { bullmq, Redis } = await loadPackages();
  const { host, port, db, username, password, isEncrypted, shown } = address;
  const connection = {
    ...{ host, port, db, maxRetriesPerRequest: null, connectTimeout: ANSWER_MS },
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
    ...(isEncrypted && { tls: {} }),
    retryStrategy: (times: number) => Math.min(200 * times, RECONNECT_MS),
  };
  let state: 'first' | 'up' | 'down' | 'closed' = 'first';
  const client = new Redis({
    ...{ ...connection, lazyConnect: true },
    retryStrategy: (times) => (state === 'first' ? null : connection.retryStrategy(times)),
  });
  let problem: Error | undefined;
  client.on('error', (error: Error) => {
    problem = error;
  });
  const timer = setTimeout(() => {
    problem ??= new Error('no answer');
    client.disconnect();
  }, ANSWER_MS);
  try {
    await client.connect();
    const warning = checkServer(await client.info(), shown);
    if (warning !== undefined) tell(warning);
  } catch (error) {
    client.disconnect();
    throw error instanceof LongrangeError ? error : failure(shown, problem ?? (error as Error));
  } finally {
    clearTimeout(timer);
  }
  state = 'up';
  client.on('close', () => {
    if (state !== 'up') return;
    state = 'down';
    tell(`redis: ${shown} does not answer. Running trials continue; the queue reconnects.`);
  });
  client.on('ready', () => {
    if (state === 'down') tell(`redis: ${shown} answers again.`);
    if (state !== 'closed') state = 'up';
  });
  const close = (): void => {
    state = 'closed';
    client.disconnect();
  };
  // Its version is checked above.
  return { bullmq, options: { connection, prefix: 'longrange', skipVersionCheck: true }, close };
}

async function loadPackages(): Promise<{ bullmq: Bullmq; Redis: typeof import('ioredis').Redis }> {
  try {
    const [bullmq, { Redis }] = await Promise.all([import('bullmq'), import('ioredis')]);
    return { bullmq, Redis };
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code !== 'ERR_MODULE_NOT_FOUND' && code !== 'MODULE_NOT_FOUND') throw cause;
    throw new LongrangeError({
      code: 'REDIS_PACKAGES',
      message: 'Expected the packages bullmq and ioredis beside longrange, got none.',
      hint: 'install them where longrange is: npm install bullmq ioredis (with -g if longrange is global).',
      cause,
    });
  }
}

/** Returns an error with what Redis or the network said, but never the password. */
function failure(shown: string, error: Error): LongrangeError {
  const { code } = error as NodeJS.ErrnoException;
  const got = code ?? describeRedisError(error);
  const isRefused = /^(?:NOAUTH|WRONGPASS|NOPERM)|AUTH|password/i.test(error.message);
  return new LongrangeError({
    code: 'REDIS_FAILED',
    message: `Expected Redis at ${shown} to ${isRefused ? 'let this process in' : 'answer'}, got: ${got}.`,
    hint: isRefused
      ? 'put the password into REDISCLI_AUTH, or into the address: redis://USER:PASSWORD@HOST.'
      : 'is redis-server running there, and may this machine reach it?',
  });
}

/** Returns Redis' message without its remarks for authors of scripts. */
export function describeRedisError({ message }: Error): string {
  return message
    .split('\n')[0]!
    .replace(/\.? script: .*$/, '')
    .replace(/\.$/, '');
}

/** Minimum version; BullMQ works from 5.0 on, but recommends this. */
const OLDEST = [6, 2] as const;

/**
 * Checks the answer to `INFO`.
 *
 * @param shown address for messages
 * @returns a warning about keeping a queue in this Redis, if any
 * @throws LongrangeError `REDIS_TOO_OLD`
 */
export function checkServer(info: string, shown: string): string | undefined {
  const version = fieldOf(info, 'redis_version') ?? '';
  const [major = Number.NaN, minor = 0] = version.split('.').map(Number);
  const [oldestMajor, oldestMinor] = OLDEST;
  if (major < oldestMajor || (major === oldestMajor && minor < oldestMinor)) {
    throw new LongrangeError({
      code: 'REDIS_TOO_OLD',
      message: `Expected Redis ${OLDEST.join('.')} or newer at ${shown}, got ${version}.`,
    });
  }
  const policy = fieldOf(info, 'maxmemory_policy') ?? 'noeviction';
  if (policy === 'noeviction') return undefined;
  return `redis: ${shown} drops keys when its memory is full (maxmemory-policy ${policy}), jobs among them; redis-cli CONFIG SET maxmemory-policy noeviction keeps them.`;
}

function fieldOf(info: string, name: string): string | undefined {
  return new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(info)?.[1];
}
