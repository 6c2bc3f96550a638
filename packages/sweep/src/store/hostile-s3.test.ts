import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { Attempt } from './attempt.ts';
import { parseListPage } from './s3-answer.ts';
import { asked, bytes, calls, endless, failure, loginPage, s3, trickle } from './testing/hostile.ts';
import type { Answer } from './testing/s3-server.ts';

describe('a page to sign in, which answers everything with 200', () => {
  it.each([
    ['list', 'got status 200 and no list'],
    ['create', 'got status 200, but nothing is stored'],
  ])('is an error of %s', async (call, got) => {
    const { answers, store, requests } = await s3();
    answers.set('', loginPage);
    await expect(calls[call]!(store)).rejects.toThrow(
      failure(`^Expected s3://bucket to answer ${asked[call]}, ${got}\\.$`),
    );
    expect(requests.filter((request) => request.startsWith('PUT')).length).toBeLessThan(2);
    await expect(Attempt.claim(store, 'a', {})).rejects.toMatchObject({ hint: /check AWS_ENDPOINT_URL/ });
  });
});

describe('an ETag', () => {
  it('that is the MD5 of what was sent is enough', async () => {
    const { store, requests } = await s3();
    expect(await store.create('a/b', bytes('content'))).toBe(true);
    expect(requests).toEqual(['PUT a/b']);
  });

  it.each([
    ['that is another, as with keys of KMS', { etag: '"0123456789abcdef0123456789abcdef"' }],
    ['that there is not', {}],
  ])('%s is believed where the file is there', async (_, headers: Record<string, string>) => {
    const { answers, store, objects, requests } = await s3();
    const storeAs = (content: string) =>
      answers.set('PUT', (response) => {
        objects.set('a/b', Buffer.from(content));
        response.writeHead(200, headers).end();
      });
    storeAs('content');
    expect(await store.create('a/b', bytes('content'))).toBe(true);
    expect(requests).toEqual(['PUT a/b', 'GET a/b']);
    for (const other of ['Content', 'conten', 'content ']) {
      storeAs(other);
      await expect(store.create('a/b', bytes('content'))).rejects.toThrow(
        failure(/PUT a\/b, got status 200, but nothing is stored\.$/),
      );
    }
  });
});

it('412 for ever is one error', async () => {
  const { answers, store, requests } = await s3();
  answers.set('PUT', (response) => response.writeHead(412).end());
  await expect(Attempt.claim(store, 'one', {})).rejects.toThrow(
    failure(/^Expected to begin an attempt at one /),
  );
  expect(requests.filter((request) => request.startsWith('PUT'))).toHaveLength(100);
});

describe('a list', () => {
  const page = (next: string): string =>
    `<ListBucketResult><Contents><Key>a/b</Key></Contents><NextContinuationToken>${next}</NextContinuationToken></ListBucketResult>`;

  it.each([
    ['the same', () => 'x', 2],
    ['one of a hundred', (count: number) => String(count % 100), 101],
  ])('that goes on at %s has no end', async (_, next, expected) => {
    const { answers, store, requests } = await s3();
    answers.set('', (response) => response.end(page(next(requests.length))));
    await expect(store.list('a')).rejects.toThrow(
      failure('^Expected s3://bucket to answer GET a, got a list without an end\\.$'),
    );
    expect(requests).toHaveLength(expected);
  });

  it('that goes on for ever ends after 20 times the patience for one answer', async () => {
    const { answers, store, requests } = await s3(100);
    answers.set('', (response) => void setTimeout(() => response.end(page(String(requests.length))), 10));
    await expect(store.list('a')).rejects.toThrow(failure(/got a list without an end\.$/));
  });

  it('has at most a million names', async () => {
    const { answers, store, requests } = await s3();
    const keys = '<Contents><Key>a/</Key></Contents>'.repeat(400_000);
    answers.set('', (response) =>
      response.end(page(String(requests.length)).replace(/<Contents>.*<\/Contents>/, keys)),
    );
    await expect(store.list('a')).rejects.toThrow(
      failure('^Expected at most 1000000 names in a in s3://bucket, got more\\.$'),
    );
    expect(requests).toHaveLength(3);
  });

  it('has only what was asked for', async () => {
    const { answers, store } = await s3();
    const keys = ['a/b', 'ab', 'b/a', '../a/b', 'a/../b', 'a/b&#10;', '/a/b', 'a/', 'a//b', 'a/&#48;'];
    const contents = keys.map((key) => `<Contents><Key>${key}</Key></Contents>`).join('');
    answers.set('', (response) => response.end(`<ListBucketResult>${contents}</ListBucketResult>`));
    expect(await store.list('a')).toEqual(['a/0', 'a/b']);
  });
});

describe('a body', () => {
  const length = String(2 ** 40);
  const zeros = gzipSync(Buffer.alloc(2 ** 25));
  const bodies: Readonly<Record<string, (status: number) => Answer>> = {
    'without an end': (status) => (response) =>
      endless(response.writeHead(status), Buffer.alloc(2 ** 16, 'a')),
    'of a terabyte': (status) => (response) =>
      endless(response.writeHead(status, { 'content-length': length }), Buffer.alloc(2 ** 16, '<')),
    'that unpacks to 32 MiB': (status) => (response) =>
      void response.writeHead(status, { 'content-encoding': 'gzip' }).end(zeros),
  };
  const cases = Object.keys(bodies).flatMap(
    (body) =>
      [
        [body, 'list', 200, /^Expected .* to answer GET a, got a list of more than 16777216 bytes\.$/],
        [body, 'read', 200, /^Expected a\/b in s3:\/\/bucket to have at most 1000 bytes, got more\.$/],
        [body, 'create', 200, /PUT a\/b, got status 200, but nothing is stored\.$/],
        [body, 'remove', 403, / got status 403\.$/],
      ] as const,
  );

  it.each(cases)('%s ends %s with status %i', async (body, call, status, message) => {
    const { answers, store } = await s3();
    answers.set('', bodies[body]!(status));
    await expect(calls[call]!(store)).rejects.toThrow(failure(message));
  });

  it('that trickles ends at the limit', async () => {
    const { answers, store } = await s3(300);
    answers.set('', (response) => trickle(response.writeHead(200)));
    await expect(calls.read!(store)).rejects.toThrow(failure(/ got no answer in time \(2 tries\)\.$/));
  });

  it('ends where the disk is full, and is not asked for again', async () => {
    const { objects, store, requests } = await s3();
    objects.set('a/b', Buffer.from('content'));
    const full = Object.assign(new Error('full'), { code: 'ENOSPC', syscall: 'write' });
    await expect(store.read('a/b', 1000, () => Promise.reject(full))).rejects.toBe(full);
    expect(requests).toEqual(['GET a/b']);
  });
});

it.each(['a\u001b[2J', '&lt;', 'a'.repeat(65)])('shows no code of an error such as %j', async (code) => {
  const { answers, store } = await s3();
  answers.set('', (response) => response.writeHead(403).end(`<Error><Code>${code}</Code></Error>`));
  await expect(store.list('a')).rejects.toThrow(failure('got status 403\\.$'));
});

const page = (inside: string): string => `<ListBucketResult>${inside}</ListBucketResult>`;
const key = (text: string): string => page(`<Contents><Key>${text}</Key></Contents>`);

describe('parseListPage', () => {
  it('reads what S3 sends', () => {
    const xml = `<?xml version="1.0" encoding="UTF-8"?>
<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>bucket</Name><Prefix/><KeyCount>2</KeyCount>
  <IsTruncated>true</IsTruncated><NextContinuationToken>1&amp;2/=</NextContinuationToken>
  <Contents><Key>a/b</Key><ETag>&quot;0&quot;</ETag><Owner><ID>1</ID></Owner></Contents>
  <Contents><Key>a/ü&#233;&#x1F600;&lt;&gt;&apos;&amp;</Key></Contents>
  <CommonPrefixes><Prefix>c/</Prefix></CommonPrefixes>
</ListBucketResult>
`;
    expect(parseListPage(xml)).toEqual({ keys: ['a/b', "a/üé😀<>'&"], next: '1&2/=' });
    expect(parseListPage(page(''))).toEqual({ keys: [], next: undefined });
    expect(parseListPage('<ListBucketResult/>')).toEqual({ keys: [], next: undefined });
  });

  it.each([
    ['a line break', 'a&#10;/../x', 'a\n/../x'],
    ['half a character', '&#xd800;', undefined],
    ['no character', '&#x110000;', undefined],
    ['a name that there is not', '&constructor;', undefined],
    ['an & without an end', 'a&amp', undefined],
    ['a reference in a reference', '&amp;#10;', '&#10;'],
  ])('takes %s in a key for what it is, or leaves the key out', (_, text, expected) => {
    expect(parseListPage(key(text))?.keys).toEqual(expected === undefined ? [] : [expected]);
  });

  it.each([
    '',
    '<html><body>Sign in</body></html>',
    `<!doctype html>${page('')}`,
    `a${page('')}`,
    key('a').slice(0, -5),
    '<ListBucketResult>'.repeat(1e6),
    page('<IsTruncated>true</IsTruncated>'),
    page('<NextContinuationToken>&x;</NextContinuationToken>'),
    page(`<NextContinuationToken>${'a'.repeat(8193)}</NextContinuationToken>`),
  ])('refuses what is no list: %#', (xml) => {
    expect(parseListPage(xml)).toBeNull();
  });

  it('takes no longer for a list that means harm', () => {
    const start = performance.now();
    const parts = '<Contents> <Contents><Key> <Key> <NextContinuationToken> &#1 <Contents><Key>&'.split(' ');
    for (const part of parts) parseListPage(page(part.repeat(2 ** 20 / part.length)));
    expect(performance.now() - start).toBeLessThan(5000);
  });
});
