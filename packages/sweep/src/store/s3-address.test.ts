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
  const url = 's3://bucket';
  const endpoints =
    'http://[ x //host ftp://host file:///etc http:// http://host/? http://host#x http://:@host';
  const buckets =
    's3:// s3:///x s3://b s3://Bucket s3://a..b s3://-a s3://u:w@host s3://a\nb s3://%zz s3://b:80';
  const cases: readonly (readonly [message: string, url: string, NodeJS.ProcessEnv])[] = [
    ...[...endpoints.split(' '), 'http://a b', ' '].map(
      (AWS_ENDPOINT_URL) =>
        ['AWS_ENDPOINT_URL to be http://HOST or https', url, { AWS_ENDPOINT_URL }] as const,
    ),
    ['AWS_ENDPOINT_URL_S3 to be http://HOST or https://HOST', url, { AWS_ENDPOINT_URL_S3: 'x' }],
    ...[...buckets.split(' '), `s3://${'a'.repeat(64)}`].map(
      (place) => ['s3://BUCKET/PREFIX, got ', place, {}] as const,
    ),
    ['the prefix of s3://BUCKET/PREFIX to be ', `${url}/a/../b`, {}],
    ...['../x', 'us-east-1.evil.example/', '@evil.example', 'a\n', 'a'.repeat(65)].map(
      (AWS_REGION) => ['AWS_REGION to be letters, digits and -, ', url, { AWS_REGION }] as const,
    ),
    ...['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'].map((name) => {
      const message = `${name} to be ASCII characters without a space or a line break, got one with others.`;
      return [message, url, { [name]: 'a\r\nx-amz-acl: public-read' }] as const;
    }),
  ];
  it.each(cases)('is refused: Expected %s%j, %j', (message, url, more) => {
    expect(() => new S3Store(url, { ...environment, ...more })).toThrow(
      expect.objectContaining({
        ...{ code: 'USAGE', exitCode: 2 },
        message: expect.stringContaining(`Expected ${message}`),
      }),
    );
  });

  it('has no file called a/../b', async () => {
    const { store, requests } = await s3();
    const name = 'a/../b';
    const all = [
      store.read(name, 9, text),
      store.create(name, bytes('')),
      store.list(name),
      store.remove(name),
    ];
    for (const { status, ...end } of await Promise.allSettled<unknown>(all))
      expect({ status, ...end }).toMatchObject({ status: 'rejected', reason: { code: 'PATH_REFUSED' } });
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
  const cases = ['list', 'read', 'create', 'remove'].map(
    (call, i) => [[301, 302, 307, 308][i]!, call] as const,
  );

  it.each(cases)('%i of %s leads nowhere, and takes nothing along', async (status, call) => {
    const { answers, environment } = await s3();
    const { host, received } = await serve(loginPage);
    answers.set('', (response) => response.writeHead(status, { location: `http://${host}/bucket/a` }).end());
    const store = new S3Store('s3://bucket', { ...environment, AWS_SESSION_TOKEN: 'token-of-the-session' });
    const got = `${asked[call]}, got status ${status}, a redirect to ${host}, which is not followed`;
    await expect(calls[call]!(store)).rejects.toThrow(failure(`^Expected s3://bucket to answer ${got}\\.$`));
    expect(received).toEqual([]);
  });

  it.each(['', 'http://[', `http://${'a'.repeat(9000)}`])('to %j is one error', async (to) => {
    const { answers, store } = await s3();
    answers.set('', (response) => response.writeHead(303, { location: encodeURI(to) }).end());
    await expect(store.list('a')).rejects.toThrow(
      failure(/ got status 303, a redirect(?: to \S{1,80})?, which is not followed\.$/),
    );
  });
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

  /** Places where a service may repeat what it received. */
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
    'in a status': (response) => response.writeHead(500, AWS_SESSION_TOKEN).end(AWS_SECRET_ACCESS_KEY),
    'in what is no HTTP': (response) =>
      void response.socket?.end(`${AWS_SESSION_TOKEN} ${AWS_SECRET_ACCESS_KEY}\r\n\r\n`),
    'in nothing': (response) => void response.destroy(),
  };

  it.each(Object.keys(echoes).flatMap((echo) => ['list', 'create'].map((call) => [echo, call] as const)))(
    'that is repeated %s stays hidden: %s',
    async (echo, call) => {
      const { answers, environment } = await s3();
      answers.set('', echoes[echo]!);
      const store = new S3Store(
        's3://bucket',
        { ...environment, ...keys },
        { tries: 2, pause: 1, timeout: 5000 },
      );
      expectHidden(await calls[call]!(store).catch((error: unknown) => error));
    },
  );

  it.each([
    [`http://user:${password}@host`, 's3://bucket'],
    [`http://host/?password=${password}`, 's3://bucket'],
    [`http://user:${password}@[`, 's3://bucket'],
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
