import { keepSecretsOf, LongrangeError } from '@longrange/errors';

/** Where a Redis is, and how to get in. */
export interface RedisAddress {
  readonly host: string;
  readonly port: number;
  readonly db: number;
  readonly username: string | undefined;
  readonly password: string | undefined;
  readonly isEncrypted: boolean;
  /** The address as it may be shown: without user and password. */
  readonly shown: string;
}

/**
 * Reads `redis://[[USER]:PASSWORD@]HOST[:PORT][/DATABASE]`, or `rediss://…` for TLS. An address without a password gets that of `REDISCLI_AUTH`, which redis-cli
 * reads, too.
 *
 * @throws LongrangeError `USAGE` (exit code 2)
 */
export function parseRedisAddress(text: string, environment: NodeJS.ProcessEnv = process.env): RedisAddress {
  keepSecretsOf({}, [text]);
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const [, db] = /^\/?(\d{0,9})$/.exec(url?.pathname ?? '') ?? [];
  const isRedis = url !== undefined && /^rediss?:$/.test(url.protocol) && url.hostname !== '';
  const [username, password] = isRedis ? [url.username, url.password].map(decoded) : [];
  if (!isRedis || db === undefined || username === undefined || password === undefined) {
    throw new LongrangeError({
      code: 'USAGE',
      message: `Expected an address such as redis://HOST:6379, got \`${text}\`.`,
      hint: 'in a password, @ is %40, / is %2F and % is %25; or put it into REDISCLI_AUTH.',
      exitCode: 2,
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
    shown: `${url.protocol}//${url.hostname}:${port}${db === '' ? '' : `/${db}`}`,
  };
}

/** Undefined for what is no encoding, such as `%zz`. */
function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
