import { LongrangeError } from '@longrange/errors';
import { hidePassword } from '../terminal/hide-password.ts';

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
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const [, db] = /^\/?(\d*)$/.exec(url?.pathname ?? '') ?? [];
  if (url === undefined || !/^rediss?:$/.test(url.protocol) || url.hostname === '' || db === undefined) {
    throw new LongrangeError({
      code: 'USAGE',
      message: `Expected an address such as redis://HOST:6379, got \`${hidePassword(text)}\`.`,
      hint: 'in a password, @ is %40 and / is %2F; or put it into REDISCLI_AUTH.',
      exitCode: 2,
    });
  }
  const port = Number(url.port || 6379);
  return {
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port,
    db: Number(db),
    username: decodeURIComponent(url.username) || undefined,
    password: decodeURIComponent(url.password) || environment.REDISCLI_AUTH || undefined,
    isEncrypted: url.protocol === 'rediss:',
    shown: `${url.protocol}//${url.hostname}:${port}${db === '' ? '' : `/${db}`}`,
  };
}
