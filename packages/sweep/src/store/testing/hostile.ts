import { createHash } from 'node:crypto';
import { lstat, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished } from 'vitest';
import { FolderStore } from '../folder-store.ts';
import { S3Store } from '../s3-store.ts';
import { restoreRun } from '../saved-run.ts';
import { type Answer, startS3Server } from './s3-server.ts';

const CONTENT = 'content';
export const SHA256 = createHash('sha256').update(CONTENT).digest('hex');

export type HostilePlace = Awaited<ReturnType<typeof hostilePlace>>;

export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'longrange-store-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Makes a store that a stranger may write to, and a run beside files that nothing may touch. */
export async function hostilePlace(kind: 'folder' | 'S3') {
  const folder = await temporaryFolder();
  const run = join(folder, 'around', 'runs', 'one');
  await mkdir(run, { recursive: true });
  for (const file of ['around/outside', 'around/runs/x', 'around/runs/one/config.json'])
    await writeFile(join(folder, file), `${file} as it was`);
  const { store, plant } = kind === 'folder' ? folderStore(join(folder, 'store')) : await s3Store();
  return {
    ...{ store, run, plant },
    /** Puts a list of files into the store. */
    async plantList(paths: readonly string[], attempt = '000001'): Promise<void> {
      await plant(`one/${attempt}/files/${SHA256}`, CONTENT);
      await plant(`one/${attempt}/saved/000001.json`, listOf(paths));
    },
    /** Reads all files around the store. */
    surroundings: () => treeOf(join(folder, 'around')),
  };
}

export function listOf(paths: readonly string[]): string {
  const files = paths.map((path) => [path, { sha256: SHA256, bytes: CONTENT.length }]);
  return JSON.stringify({ formatVersion: 1, progress: 1, files: Object.fromEntries(files) });
}

/** Expects one error, and that nothing has changed. */
export async function expectRefusal(place: HostilePlace, message: RegExp): Promise<void> {
  const before = await place.surroundings();
  const refusal = expect.objectContaining({ code: 'STORE_FAILED', message: expect.stringMatching(message) });
  await expect(restoreRun(place.store, 'one', place.run, -1)).rejects.toThrow(refusal);
  expect(await place.surroundings()).toEqual(before);
}

function folderStore(folder: string) {
  const plant = async (name: string, content: string): Promise<void> => {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  };
  return { store: new FolderStore(folder), plant };
}

async function s3Store() {
  const server = await startS3Server({ namesOfPage: 1000 });
  onTestFinished(server.close);
  const store = new S3Store('s3://bucket/p', server.environment, { tries: 2, pause: 1, timeout: 20_000 });
  const plant = async (name: string, content: string): Promise<void> =>
    void server.objects.set(`p/${name}`, Buffer.from(content));
  return { store, plant };
}

async function treeOf(folder: string): Promise<Record<string, string>> {
  const names = await readdir(folder, { recursive: true });
  const tree: Record<string, string> = {};
  for (const name of names.sort()) {
    const isFile = (await lstat(join(folder, name))).isFile();
    tree[name] = isFile ? await readFile(join(folder, name), 'utf8') : 'no file';
  }
  return tree;
}

export const bytes = (content: string): Uint8Array => new TextEncoder().encode(content);

export async function s3(timeout = 20_000, place = 's3://bucket') {
  const server = await startS3Server();
  onTestFinished(server.close);
  const store = new S3Store(place, server.environment, { tries: 2, pause: 1, timeout });
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

/** Sends until nobody listens anymore. */
export function endless(response: ServerResponse, piece: string | Buffer): void {
  const send = (): void => {
    while (!response.destroyed && response.write(piece));
    if (!response.destroyed) response.once('drain', send);
  };
  send();
}

/** Sends a little at a time, so the connection is never idle. */
export function trickle(response: ServerResponse): void {
  const timer = setInterval(() => response.write(' '), 5);
  response.on('close', () => clearInterval(timer));
}

export const loginPage: Answer = (response) =>
  response
    .writeHead(200, { 'content-type': 'text/html', etag: '"d41d8cd98f00b204e9800998ecf8427e"' })
    .end('<!doctype html><html><body>Sign in</body></html>');
