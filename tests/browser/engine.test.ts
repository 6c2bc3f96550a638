import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { registerSimdBackend, type SimdBackendInfo } from '@longrange/backend-simd';
import { setBackend } from '@tensorflow/tfjs-core';
import { build } from 'esbuild';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fingerprint } from './engine/fingerprint.ts';
import { chromium } from './testing/page.ts';

const isolated = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
};

const browser = await chromium();
let server: Server;
let origin: string;

/** The engine and a page for it, at /isolated/ and /plain/. */
beforeAll(async () => {
  const { outputFiles } = await build({
    entryPoints: [join(import.meta.dirname, 'engine/page.ts')],
    bundle: true,
    write: false,
    platform: 'browser',
    format: 'esm',
    conditions: ['@longrange/source'],
    // TensorFlow.js' modules are wrongly marked as free of side effects.
    ignoreAnnotations: true,
    logLevel: 'error',
  });
  server = createServer(({ url = '' }, response) => {
    const headers = url.startsWith('/isolated/') ? isolated : {};
    const isScript = url.endsWith('.js');
    response.writeHead(200, { ...headers, 'content-type': isScript ? 'text/javascript' : 'text/html' });
    response.end(isScript ? outputFiles[0]!.text : '<!doctype html><title>engine</title>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => void server?.close());

interface Answer {
  readonly error?: string;
  readonly info: SimdBackendInfo;
  readonly hashes: Readonly<Record<string, number>>;
}

async function answerOfPage(page: Page): Promise<unknown> {
  await page.addScriptTag({ type: 'module', url: 'page.js' });
  return page.evaluate(() => (globalThis as unknown as { answer: Promise<unknown> }).answer);
}

function answerOfWorker(page: Page): Promise<unknown> {
  return page.evaluate(() => {
    const worker = new Worker('page.js', { type: 'module' });
    return new Promise((resolve) => {
      worker.onmessage = ({ data }) => resolve(data);
      worker.onerror = ({ message }) => resolve({ error: message });
    });
  });
}

async function run(path: string, where: 'worker' | 'page'): Promise<Answer> {
  const page = await browser.newPage();
  try {
    await page.goto(`${origin}${path}`);
    const answer: unknown = where === 'page' ? await answerOfPage(page) : await answerOfWorker(page);
    return answer as Answer;
  } finally {
    await page.close();
  }
}

it.each([
  { path: '/isolated/', where: 'worker', threads: 'all', why: 'one per core' },
  { path: '/isolated/', where: 'page', threads: 1, why: 'main thread' },
  { path: '/plain/', where: 'worker', threads: 1, why: 'not cross-origin isolated' },
] as const)(
  'computes in Chromium what it computes in Node: $path, in a $where',
  async ({ path, where, threads, why }) => {
    const { error, info, hashes } = await run(path, where);
    expect(error).toBeUndefined();
    expect(info.reason).toContain(why);
    if (threads === 1) expect(info.threads).toBe(1);
    else expect(info.threads).toBeGreaterThan(1);
    // The parity tests hold Node's to TensorFlow.js. The order of all sums depends on the variant and the number of threads alone.
    await registerSimdBackend({ variant: info.variant, threads: info.threads });
    await setBackend('simd');
    expect(hashes).toEqual(await fingerprint());
    expect(new Set(Object.values(hashes)).size).toBeGreaterThan(40);
  },
);
