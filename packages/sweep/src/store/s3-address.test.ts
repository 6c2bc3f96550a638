import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { inspect } from 'node:util';
import { LongrangeError } from '@longrange/errors';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openStore } from './folder-store.ts';
import type { S3Environment } from './s3-address.ts';
import { S3Store } from './s3-store.ts';
import { asked, bytes, calls, failure, loginPage, s3 } from './testing/hostile.ts';
import type { Answer } from './testing/s3-server.ts';

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

describe('a redirect', () => {
  const cases = [301, 302, 303, 307, 308].flatMap((status) =>
    Object.keys(calls).map((call) => [status, call] as const),
  );

  it.each(cases)('%i of %s leads nowhere, and takes nothing along', async (status, call) => {
    const { answers, environment } = await s3();
    const received: unknown[] = [];
    const other = createServer((request, response) => {
      received.push(request.headers);
      loginPage(response);
    });
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void other.close());
    const host = `127.0.0.1:${(other.address() as AddressInfo).port}`;
    answers.set('', (response) => response.writeHead(status, { location: `http://${host}/bucket/a` }).end());
    const store = new S3Store('s3://bucket', { ...environment, AWS_SESSION_TOKEN: 'token-of-the-session' });
    await expect(calls[call]!(store)).rejects.toThrow(
      failure(
        `^Expected s3://bucket to answer ${asked[call]}, got status ${status}, a redirect to ${host}, which is not followed\\.$`,
      ),
    );
    expect(received).toEqual([]);
  });

  it.each(['', '%zz', 'http://[', '\u0007', `http://${'a'.repeat(9000)}`])(
    'to %j is one error',
    async (location) => {
      const { answers, store } = await s3();
      answers.set('', (response) => response.writeHead(301, { location: encodeURI(location) }).end());
      await expect(store.list('a')).rejects.toThrow(
        failure(
          /^Expected s3:\/\/bucket to answer GET a, got status 301, a redirect(?: to \S{1,80})?, which is not followed\.$/,
        ),
      );
    },
  );
});

describe('a secret', () => {
  const MARKERS = [
    'MARKER-OF-THE-KEY',
    'MARKER/OF+THE=SECRET',
    'MARKER-OF-THE-SESSION',
    'MARKER-OF-THE-PASSWORD',
  ] as const;
  const [AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, password] = MARKERS;
  const keys = { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN };

  /** All that an error says, to people and to those who look into it. */
  function saidBy(error: unknown): string {
    const { message, hint, stack } = error as Error & { hint?: string };
    return [message, hint, stack, String(error), inspect(error, { depth: 9 }), JSON.stringify(error)].join(
      '\n',
    );
  }
  const expectHidden = (error: unknown): void => {
    expect(error).toMatchObject({ name: 'LongrangeError' });
    for (const marker of MARKERS)
      for (const spelling of [marker, encodeURIComponent(marker)])
        expect(saidBy(error)).not.toContain(spelling);
  };

  /** The service repeats what it got, wherever it can. */
  const echoes: Readonly<Record<string, Answer>> = {
    'in the code of an error': (response) =>
      response
        .writeHead(403)
        .end(`<Error><Code>${AWS_SECRET_ACCESS_KEY} ${AWS_SESSION_TOKEN}</Code></Error>`),
    'as the code of an error': (response) =>
      response.writeHead(403).end(`<Error><Code>${AWS_ACCESS_KEY_ID.replaceAll('-', '_')}</Code></Error>`),
    'in a redirect': (response) =>
      response
        .writeHead(307, { location: `http://${AWS_SESSION_TOKEN}.example/${AWS_SECRET_ACCESS_KEY}` })
        .end(),
    'in an ETag': (response) =>
      response.writeHead(200, { etag: AWS_SECRET_ACCESS_KEY }).end(AWS_SESSION_TOKEN),
    'in a status': (response) => response.writeHead(500, AWS_SESSION_TOKEN).end(AWS_SECRET_ACCESS_KEY),
    'in what is no HTTP': (response) =>
      void response.socket?.end(`${AWS_SESSION_TOKEN} ${AWS_SECRET_ACCESS_KEY}\r\n\r\n`),
    'in nothing': (response) => void response.destroy(),
  };

  it.each(Object.keys(echoes).flatMap((echo) => Object.keys(calls).map((call) => [echo, call] as const)))(
    'that is repeated %s stays hidden: %s',
    async (echo, call) => {
      const { answers, environment } = await s3();
      answers.set('', echoes[echo]!);
      const store = new S3Store(
        's3://bucket',
        { ...environment, ...keys },
        { tries: 2, pause: 1, timeout: 5000 },
      );
      const outcome = await calls[call]!(store).then(
        (value) => value,
        (error: unknown) => error,
      );
      if (outcome instanceof Error) expectHidden(outcome);
      // Only these may be taken at their word, which leads to nothing.
      else expect([echo, call]).toEqual(['in an ETag', expect.stringMatching(/^(?:read|remove)$/)]);
    },
  );

  it.each([
    [`http://user:${password}@host`, 's3://bucket'],
    [`http://${password}@host`, 's3://bucket'],
    [`http://host/?password=${password}`, 's3://bucket'],
    [`http://host#${password}`, 's3://bucket'],
    [`http://user:${password}@[`, 's3://bucket'],
    [`ftp://user:${password}@host`, 's3://bucket'],
    ['http://host', `s3://user:${password}@bucket/x`],
  ])('in %s and %s is not shown', (AWS_ENDPOINT_URL, url) => {
    try {
      new S3Store(url, { ...keys, AWS_ENDPOINT_URL });
      expect.unreachable();
    } catch (error) {
      expectHidden(error);
    }
  });

  it('of a store is known to every error from then on', () => {
    const message = 'ONLY-KNOWN-BY-THIS-KEY ONLY-KNOWN-BY-THIS-SECRET ONLY-KNOWN-BY-THIS-SESSION';
    const [accessKeyId, secretAccessKey, sessionToken] = message.split(' ');
    expect(new LongrangeError({ code: 'A', message }).message).toBe(message);
    new S3Store('s3://bucket', {
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      AWS_SESSION_TOKEN: sessionToken,
    });
    expect(new LongrangeError({ code: 'A', message }).message).toBe('… … …');
  });

  it('is nothing that opening a store without keys shows', () => {
    expect(() => openStore(`s3://user:${password}@bucket`)).toThrow(
      'Expected s3://BUCKET/PREFIX, got "s3://user:…@bucket"',
    );
  });
});
