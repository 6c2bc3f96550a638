import { request } from 'node:http';
import { expect, it } from 'vitest';
import { servePage } from './serve-page.ts';

it('makes a page for each visit, asks the browser to come again, and ends with the signal', async () => {
  const ending = new AbortController();
  const pages = ['<p>one</p>', '<p>two</p>'];
  let address = '';
  const serving = servePage(
    async () => pages.shift() ?? Promise.reject(new Error('Expected a journal.')),
    'changes',
    ending.signal,
    (at) => {
      address = at;
    },
  );
  await expect.poll(() => address).not.toBe('');
  const get = async (url: string) => {
    const answer = await fetch(url);
    const { status, headers } = answer;
    return [status, headers.get('content-type'), headers.get('refresh'), await answer.text()];
  };
  const html = 'text/html; charset=utf-8';
  expect(await get(address)).toEqual([200, html, '10', '<p>one</p>']);
  expect((await get(`${address}journal.jsonl`))[0]).toBe(404);
  const named = new Promise((resolve) => {
    request(address, { headers: { host: 'example.org' } }, ({ statusCode }) => resolve(statusCode)).end();
  });
  expect(await named).toBe(404);
  expect(await get(address)).toEqual([200, html, '10', '<p>two</p>']);
  expect(await get(address)).toEqual([200, 'text/plain; charset=utf-8', '10', 'Expected a journal.']);
  ending.abort();
  await serving;
  await expect(fetch(address)).rejects.toThrow();
});

it('isolates a page that computes, which does not come again', async () => {
  const ending = new AbortController();
  let address = '';
  const serving = servePage(
    async () => '<p>one</p>',
    'computes',
    ending.signal,
    (at) => {
      address = at;
    },
  );
  await expect.poll(() => address).not.toBe('');
  const { headers } = await fetch(address);
  expect(headers.get('refresh')).toBeNull();
  expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
  expect(headers.get('cross-origin-embedder-policy')).toBe('require-corp');
  ending.abort();
  await serving;
});
