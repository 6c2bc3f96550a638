import { describe, expect, it } from 'vitest';
import { checkServer } from './check-server.ts';

/** As `INFO` of Redis 7 begins, and its section of memory. */
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
