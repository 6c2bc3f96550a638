import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { FolderStore } from './folder-store.ts';
import { S3Store } from './s3-store.ts';
import type { Store } from './store.ts';
import { bytes, s3, temporaryFolder } from './testing/hostile.ts';
import type { Fault } from './testing/s3-server.ts';

/** A second is enough for an answer, even on a busy machine; only silence takes that long. */
const SECOND = 1000;

const read = (store: Store, name: string): Promise<string | null> => store.read(name, 1000, text);

const kinds: Readonly<Record<string, () => Promise<Store>>> = {
  folder: async () => new FolderStore(join(await temporaryFolder(), 'new')),
  S3: async () => (await s3(20_000, 's3://bucket/some/prefix/')).store,
};

describe.each(Object.keys(kinds))('a store in %s', (kind) => {
  it('has what was created, once', async () => {
    const store = await kinds[kind]!();
    expect(await read(store, 'a/b')).toBeNull();
    expect(await store.list('a')).toEqual([]);
    expect(await store.create('a/b', bytes('first'))).toBe(true);
    expect(await store.create('a/b', bytes('second'))).toBe(false);
    expect(await read(store, 'a/b')).toBe('first');
    await store.remove('a/b');
    await store.remove('a/b');
    expect(await read(store, 'a/b')).toBeNull();
  });

  it('lists all below a folder, and nothing beside it', async () => {
    const store = await kinds[kind]!();
    const names = ['a/1', 'a/2+3 (=@),', 'a/b/4', 'a/b/5', 'a/b/6', 'a/c', 'a/d'];
    for (const name of [...names, 'ab/1', 'c/1']) await store.create(name, bytes(name));
    expect(await store.list('a')).toEqual(names);
    expect(await store.list('a/b')).toEqual(['a/b/4', 'a/b/5', 'a/b/6']);
  });

  it('lets one of many create a file', async () => {
    const store = await kinds[kind]!();
    const made = await Promise.all(Array.from({ length: 8 }, (_, i) => store.create('x', bytes(String(i)))));
    expect(made.filter(Boolean)).toHaveLength(1);
    expect(await read(store, 'x')).toBe(String(made.indexOf(true)));
  });
});

it('leaves nothing of a file in a folder that could not be written', async () => {
  const folder = await temporaryFolder();
  const store = new FolderStore(folder);
  await store.create('a', bytes('x'));
  await expect(store.create('a/b', bytes('x'))).rejects.toMatchObject({ code: 'STORE_FAILED' });
  expect(await readdir(folder)).toEqual(['a']);
});

it.each<Fault>(['status 500', 'status 409', 'silence', 'half', 'lost answer'])(
  'asks S3 again after %s',
  async (fault) => {
    const { store, faults, requests } = await s3(SECOND);
    await store.create('a', bytes('content'));
    requests.length = 0;
    faults.push(fault);
    expect(await read(store, 'a')).toBe('content');
    expect(requests).toEqual(['GET a', 'GET a']);
  },
);

it('says what S3 answered, and does not ask again where that is final', async () => {
  const { store, faults, requests } = await s3(SECOND);
  faults.push('status 403');
  await expect(read(store, 'a')).rejects.toThrow('to answer GET a, got status 403 Asked.');
  expect(requests).toHaveLength(1);
  faults.push('status 500', 'silence');
  await expect(read(store, 'a')).rejects.toThrow('got no answer in time (2 tries).');
});

it('signs in and needs keys; may not know that a file is its own, but has it', async () => {
  const { environment, faults, objects, store } = await s3();
  const stranger = new S3Store('s3://bucket', { ...environment, AWS_ACCESS_KEY_ID: 'another' });
  await expect(stranger.create('a', bytes(''))).rejects.toThrow('got status 403.');
  expect(objects.size).toBe(0);
  expect(() => new S3Store('s3://bucket/x', {})).toThrow('Expected AWS_ACCESS_KEY_ID and');
  faults.push('lost answer');
  expect(await store.create('a', bytes('content'))).toBe(false);
  expect(await read(store, 'a')).toBe('content');
});
