import { once } from 'node:events';
import { request } from 'node:http';
import { connect } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { servePage } from './serve-page.ts';

async function serve(kind: 'changes' | 'computes', render: () => Promise<string>) {
  const ending = new AbortController();
  let serving = Promise.resolve();
  const address = await new Promise<string>((listening) => {
    serving = servePage(render, kind, ending.signal, listening);
  });
  const end = (): Promise<void> => {
    ending.abort();
    return serving;
  };
  return { address, end };
}

it('makes a page for each visit, asks the browser to come again, and ends with the signal', async () => {
  const pages = ['<p>one</p>', '<p>two</p>'];
  const { address, end } = await serve(
    'changes',
    async () => pages.shift() ?? Promise.reject(new Error('Expected a journal.')),
  );
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
  await end();
  await expect(fetch(address)).rejects.toThrow();
});

// reliability: served-page
it('answers however many connections are open that send nothing', async () => {
  const { address, end } = await serve('computes', async () => '<p>one</p>');
  const { hostname, port } = new URL(address);
  const silent = Array.from({ length: 40 }, () =>
    connect(Number(port), hostname).on('error', () => undefined),
  );
  onTestFinished(() => silent.forEach((socket) => void socket.destroy()));
  await Promise.all(silent.map((socket) => once(socket, 'connect')));
  for (let visit = 0; visit < 3; visit++) expect(await (await fetch(address)).text()).toBe('<p>one</p>');
  // At most 16 stay, the latest.
  await expect.poll(() => silent.slice(0, 24).every((socket) => socket.closed)).toBe(true);
  expect(silent.at(-1)!.closed).toBe(false);
  await end();
});

// reliability: served-page
it.each(['changes', 'computes'] as const)(
  'lets no other site show a page that %s in a frame',
  async (kind) => {
    const { address, end } = await serve(kind, async () => '<p>one</p>');
    expect((await fetch(address)).headers.get('content-security-policy')).toBe("frame-ancestors 'none'");
    await end();
  },
);

it('isolates a page that computes, which does not come again', async () => {
  const { address, end } = await serve('computes', async () => '<p>one</p>');
  const { headers } = await fetch(address);
  expect(headers.get('refresh')).toBeNull();
  expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
  expect(headers.get('cross-origin-embedder-policy')).toBe('require-corp');
  await end();
});
