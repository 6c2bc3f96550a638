import { describe, expect, it } from 'vitest';
import { parseRedisAddress } from './address.ts';

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
