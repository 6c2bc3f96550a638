import type { ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished } from 'vitest';
import { S3Store } from '../s3-store.ts';
import { type Answer, startS3Server } from './s3-server.ts';

export const bytes = (content: string): Uint8Array => new TextEncoder().encode(content);

export async function s3(timeout = 20_000) {
  const server = await startS3Server();
  onTestFinished(server.close);
  const store = new S3Store('s3://bucket', server.environment, { tries: 2, pause: 1, timeout });
  return { ...server, store };
}

/** Every request that a store makes. */
export const calls: Readonly<Record<string, (store: S3Store) => Promise<unknown>>> = {
  list: (store) => store.list('a'),
  read: (store) => store.read('a/b', 1000, text),
  create: (store) => store.create('a/b', bytes('content')),
  remove: (store) => store.remove('a/b'),
};
export const asked: Readonly<Record<string, string>> = {
  ...{ list: 'GET a', read: 'GET a/b', create: 'PUT a/b', remove: 'DELETE a/b' },
};

export const failure = (message: string | RegExp) =>
  expect.objectContaining({ code: 'STORE_FAILED', message: expect.stringMatching(message) });

/** Sends until nobody listens any more. */
export function endless(response: ServerResponse, piece: string | Buffer): void {
  const send = (): void => {
    while (!response.destroyed && response.write(piece));
    if (!response.destroyed) response.once('drain', send);
  };
  send();
}

/** A little at a time, so that something always comes. */
export function trickle(response: ServerResponse): void {
  const timer = setInterval(() => response.write(' '), 5);
  response.on('close', () => clearInterval(timer));
}

export const loginPage: Answer = (response) =>
  response
    .writeHead(200, { 'content-type': 'text/html', etag: '"d41d8cd98f00b204e9800998ecf8427e"' })
    .end('<!doctype html><html><body>Sign in</body></html>');
