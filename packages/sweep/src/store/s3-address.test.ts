import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { S3Environment } from './s3-address.ts';
import { S3Store } from './s3-store.ts';
import { bytes, s3 } from './testing/hostile-s3.ts';

describe('an address', () => {
  const environment: S3Environment = {
    AWS_ACCESS_KEY_ID: 'key',
    AWS_SECRET_ACCESS_KEY: 'secret-of-an-address',
  };
  const usage = (message: string | RegExp) =>
    expect.objectContaining({ code: 'USAGE', exitCode: 2, message: expect.stringMatching(message) });

  it.each([
    ...[
      'http://[',
      'x',
      '//host',
      'ftp://host',
      'javascript:alert(1)',
      'file:///etc',
      'http://',
      'http://a b',
      'http://%zz',
      ' ',
    ],
    ...[
      'http://host?x=1',
      'http://host/?',
      'http://host#x',
      'http://user@host',
      'http://user:word@host',
      'http://:@host',
    ],
  ])('of a service such as %j is refused', (AWS_ENDPOINT_URL) => {
    for (const endpoint of [{ AWS_ENDPOINT_URL }, { AWS_ENDPOINT_URL_S3: AWS_ENDPOINT_URL }])
      expect(() => new S3Store('s3://bucket', { ...environment, ...endpoint })).toThrow(
        usage(
          /^Expected AWS_ENDPOINT_URL(?:_S3)? to be http:\/\/HOST or https:\/\/HOST without a user, a password, \? and #, got /,
        ),
      );
  });

  it.each([
    's3://',
    's3:///x',
    's3://b',
    's3://Bucket',
    's3://a..b',
    's3://-a',
    's3://a.',
    's3://a_b',
    's3://user:word@host',
    `s3://${'a'.repeat(64)}`,
    's3://a\nb',
    's3://%zz',
    's3://b:80',
  ])('of a bucket such as %j is refused', (url) => {
    expect(() => new S3Store(url, environment)).toThrow(usage(/^Expected s3:\/\/BUCKET\/PREFIX, got /));
  });

  it.each([
    '..',
    'a/../b',
    'a//b',
    '/a',
    'a\n',
    '\0',
    '\u001b[2J',
    'a\\b',
    '%zz',
    'a?b',
    '.a',
    '\ud800',
    'a#b',
    'a&b',
    'a'.repeat(1025),
  ])('with a prefix such as %j is refused', (prefix) => {
    expect(() => new S3Store(`s3://bucket/${prefix}`, environment)).toThrow(
      usage(/^Expected the prefix of s3:\/\/BUCKET\/PREFIX to be /),
    );
  });

  it.each(['../x', 'us-east-1.evil.example/', 'a b', 'a\n', '@evil.example', '#', 'a'.repeat(65)])(
    'in a region such as %j is refused',
    (AWS_REGION) => {
      expect(() => new S3Store('s3://bucket', { ...environment, AWS_REGION })).toThrow(
        usage(/^Expected AWS_REGION to be letters, digits and -, got /),
      );
    },
  );

  it.each(['a b', 'a\n', 'a\r\nx-amz-acl: public-read', 'é', '\0', '\ud800'])(
    'with a key such as %j is refused, and not shown',
    (key) => {
      for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'])
        expect(() => new S3Store('s3://bucket', { ...environment, [name]: key })).toThrow(
          usage(
            `^Expected ${name} to be ASCII characters without a space or a line break, got one with others\\.$`,
          ),
        );
    },
  );

  it.each(['..', 'a/../b', '', 'a\n', 'a\0', '%zz', '\ud800', '/a'])(
    'has no file called %j',
    async (name) => {
      const { store, requests } = await s3();
      const refusal = expect.objectContaining({ code: 'PATH_REFUSED' });
      await expect(store.read(name, 1000, text)).rejects.toThrow(refusal);
      await expect(store.create(name, bytes(''))).rejects.toThrow(refusal);
      await expect(store.list(name)).rejects.toThrow(refusal);
      await expect(store.remove(name)).rejects.toThrow(refusal);
      expect(requests).toEqual([]);
    },
  );

  it('may have %zz, which is no defect', async () => {
    const asked: unknown[] = [];
    const server = createServer(({ url }, response) => {
      asked.push(url);
      response.end('<ListBucketResult/>');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    const AWS_ENDPOINT_URL = `http://127.0.0.1:${port}/%zz/`;
    expect(await new S3Store('s3://bucket', { ...environment, AWS_ENDPOINT_URL }).list('a')).toEqual([]);
    expect(asked).toEqual(['/%zz/bucket/?list-type=2&prefix=a%2F']);
  });
});
