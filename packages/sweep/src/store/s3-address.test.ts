import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { inspect } from 'node:util';
import { LongrangeError } from '@longrange/errors';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openStore } from './folder-store.ts';
import { S3Store } from './s3-store.ts';
import { asked, bytes, calls, failure, loginPage, s3 } from './testing/hostile.ts';
import type { Answer } from './testing/s3-server.ts';

async function serve(answer: Answer) {
  const received: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    received.push(request);
    answer(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return { host: `127.0.0.1:${(server.address() as AddressInfo).port}`, received };
}

describe('an address', () => {
  const environment: NodeJS.ProcessEnv = {
    AWS_ACCESS_KEY_ID: 'key',
    AWS_SECRET_ACCESS_KEY: 'secret-of-an-address',
  };
  const endpoints = [
    ...'http://[ x //host ftp://host javascript:alert(1) file:///etc http:// http://%zz'.split(' '),
    ...'http://host?x=1 http://host/? http://host#x http://user@host http://:@host'.split(' '),
    ...['http://a b', ' '],
  ];
  const buckets =
    's3:// s3:///x s3://b s3://Bucket s3://a..b s3://-a s3://a. s3://a_b s3://u:w@host s3://a\nb';
  const prefixes = '.. a/../b a//b /a \0 \u001b[2J a\\b %zz a?b .a \ud800 a#b a&b'.split(' ');
  const regions = '../x us-east-1.evil.example/ @evil.example #'.split(' ');
  const keys = ['a b', 'a\n', 'a\r\nx-amz-acl: public-read', 'é', '\0', '\ud800'];
  const cases: readonly (readonly [message: string, url: string, NodeJS.ProcessEnv])[] = [
    ...endpoints.flatMap((endpoint) =>
      (['AWS_ENDPOINT_URL', 'AWS_ENDPOINT_URL_S3'] as const).map(
        (name) => [`${name} to be http://HOST or https://HOST`, 's3://bucket', { [name]: endpoint }] as const,
      ),
    ),
    ...[...buckets.split(' '), 's3://%zz', 's3://b:80', `s3://${'a'.repeat(64)}`].map(
      (url) => ['s3://BUCKET/PREFIX, got ', url, {}] as const,
    ),
    ...[...prefixes, 'a\n', 'a'.repeat(1025)].map(
      (prefix) => ['the prefix of s3://BUCKET/PREFIX to be ', `s3://bucket/${prefix}`, {}] as const,
    ),
    ...[...regions, 'a b', 'a\n', 'a'.repeat(65)].map(
      (AWS_REGION) => ['AWS_REGION to be letters, digits and -, ', 's3://bucket', { AWS_REGION }] as const,
    ),
    ...keys.flatMap((key) =>
      (['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'] as const).map((name) => {
        const message = `${name} to be ASCII characters without a space or a line break, got one with others.`;
        return [message, 's3://bucket', { [name]: key }] as const;
      }),
    ),
  ];
  it.each(cases)('is refused: Expected %s%j, %j', (message, url, more) => {
    expect(() => new S3Store(url, { ...environment, ...more })).toThrow(
      expect.objectContaining({
        ...{ code: 'USAGE', exitCode: 2 },
        message: expect.stringContaining(`Expected ${message}`),
      }),
    );
  });

  it.each(['..', 'a/../b', '', '%zz', '\ud800'])('has no file called %j', async (name) => {
    const { store, requests } = await s3();
    const refusal = expect.objectContaining({ code: 'PATH_REFUSED' });
    await expect(store.read(name, 1000, text)).rejects.toThrow(refusal);
    await expect(store.create(name, bytes(''))).rejects.toThrow(refusal);
    await expect(store.list(name)).rejects.toThrow(refusal);
    await expect(store.remove(name)).rejects.toThrow(refusal);
    expect(requests).toEqual([]);
  });

  it('may have %zz, which is no defect', async () => {
    const { host, received } = await serve((response) => response.end('<ListBucketResult/>'));
    const AWS_ENDPOINT_URL = `http://${host}/%zz/`;
    expect(await new S3Store('s3://bucket', { ...environment, AWS_ENDPOINT_URL }).list('a')).toEqual([]);
    expect(received.map(({ url }) => url)).toEqual(['/%zz/bucket/?list-type=2&prefix=a%2F']);
  });
});

describe('a redirect', () => {
  const cases = [301, 302, 303, 307, 308].flatMap((status) =>
    Object.keys(calls).map((call) => [status, call] as const),
  );

  it.each(cases)('%i of %s leads nowhere, and takes nothing along', async (status, call) => {
    const { answers, environment } = await s3();
    const { host, received } = await serve(loginPage);
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
  const keys = {
    AWS_ACCESS_KEY_ID: 'MARKER-OF-THE-KEY',
    AWS_SECRET_ACCESS_KEY: 'MARKER/OF+THE=SECRET',
    AWS_SESSION_TOKEN: 'MARKER-OF-THE-SESSION',
  };
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = keys;
  const password = 'MARKER-OF-THE-PASSWORD';
  const MARKERS = [...Object.values(keys), password];

  const expectHidden = (error: unknown): void => {
    expect(error).toMatchObject({ name: 'LongrangeError' });
    const said = `${(error as Error).stack}${inspect(error, { depth: 9 })}${JSON.stringify(error)}`;
    for (const marker of MARKERS)
      for (const spelling of [marker, encodeURIComponent(marker)]) expect(said).not.toContain(spelling);
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
    const secrets = { ...keys, AWS_SECRET_ACCESS_KEY: 'ONLY-KNOWN-BY-THIS-STORE' };
    const said = () => new LongrangeError({ code: 'A', message: secrets.AWS_SECRET_ACCESS_KEY }).message;
    expect(said()).toBe(secrets.AWS_SECRET_ACCESS_KEY);
    new S3Store('s3://bucket', secrets);
    expect(said()).toBe('…');
    expect(() => openStore(`s3://user:${password}@bucket`)).toThrow('got "s3://user:…@bucket"');
  });
});
