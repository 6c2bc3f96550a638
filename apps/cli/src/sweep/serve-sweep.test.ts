import { request } from 'node:http';
import { expect, it } from 'vitest';
import { servePage } from './serve-sweep.ts';

it('makes a page for each visit, asks the browser to come again, and ends with the signal', async () => {
  const ending = new AbortController();
  const pages = ['<p>one</p>', '<p>two</p>'];
  let address = '';
  const serving = servePage(
    async () => pages.shift() ?? Promise.reject(new Error('Expected a journal.')),
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
