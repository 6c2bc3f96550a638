import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { LongrangeError } from '@longrange/errors';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openStore } from './open-store.ts';
import { S3Store } from './s3-store.ts';
import { asked, calls, failure, loginPage, s3 } from './testing/hostile-s3.ts';
import type { Answer } from './testing/s3-server.ts';

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
