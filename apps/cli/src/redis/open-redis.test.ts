import { describe, expect, it } from 'vitest';
import { checkServer, parseRedisAddress } from './open-redis.ts';

const none = { username: undefined, password: undefined };

describe('parseRedisAddress', () => {
  it.each([
    ['redis://server', {}, { host: 'server', port: 6379, db: 0, ...none, shown: 'redis://server:6379' }],
    ['rediss://server:7000/3', {}, { port: 7000, db: 3, isEncrypted: true, shown: 'rediss://server:7000/3' }],
    [
      'redis://me:s%40crt@[::1]:1',
      {},
      { host: '::1', username: 'me', password: 's@crt', shown: 'redis://[::1]:1' },
    ],
    ['redis://server', { REDISCLI_AUTH: 'theirs' }, { username: undefined, password: 'theirs' }],
    ['redis://:mine@server', { REDISCLI_AUTH: 'theirs' }, { password: 'mine' }],
  ])('reads %s', (text, environment, expected) => {
    expect(parseRedisAddress(text, environment)).toMatchObject(expected);
  });

  it.each([
    ['', '``'],
    ['server:6379', '`server:6379`'],
    ['redis://', '`redis://`'],
    ['redis://server/runs', '`redis://server/runs`'],
    ['redis://server:99999', '`redis://server:99999`'],
    ['redis://me:se/cr@t@server', '`redis://me:…@server`'],
    ['redis://me:se%zzcret@server', '`redis://me:…@server`'],
    ['redis://%zz@server', '`redis://%zz@server`'],
    ['redis://[', '`redis://[`'],
    ['redis://server/99999999999999999999', '`redis://server/99999999999999999999`'],
  ])('refuses %j', (text, shown) => {
    expect(() => parseRedisAddress(text, {})).toThrow(
      `Expected an address such as redis://HOST:6379, got ${shown}.`,
    );
  });
});

/** Excerpt of `INFO` from Redis 7. */
const info = (version: string, policy: string): string =>
  `# Server\r\nredis_version:${version}\r\nredis_git_sha1:00000000\r\n\r\n# Memory\r\nmaxmemory:0\r\nmaxmemory_policy:${policy}\r\nallocator_frag_ratio:1.03\r\n`;

describe('checkServer', () => {
  it.each(['6.2.0', '7.0.15', '10.0.1'])('takes Redis %s', (version) => {
    expect(checkServer(info(version, 'noeviction'), 'redis://server:6379')).toBeUndefined();
  });

  it.each(['6.0.16', '5.0.7', '2.8.9'])('refuses Redis %s', (version) => {
    expect(() => checkServer(info(version, 'noeviction'), 'redis://server:6379')).toThrow(
      `Expected Redis 6.2 or newer at redis://server:6379, got ${version}.`,
    );
  });

  it('warns of a Redis that drops keys', () => {
    expect(checkServer(info('7.0.15', 'allkeys-lru'), 'redis://server:6379')).toMatch(
      /^redis: redis:\/\/server:6379 drops keys .*allkeys-lru/,
    );
  });
});
