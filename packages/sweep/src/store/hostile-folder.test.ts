import { execFileSync } from 'node:child_process';
import { mkdir, open, rename, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { Attempt } from './attempt.ts';
import { restoreRun } from './saved-run.ts';
import { expectRefusal, type HostilePlace, hostilePlace, SHA256 } from './testing/hostile.ts';

describe.skipIf(process.platform === 'win32')('a store in a folder', () => {
  const list = 'one/000001/saved/000001.json';
  const special: Readonly<Record<string, (path: string) => Promise<unknown>>> = {
    pipe: async (path) => execFileSync('mkfifo', [path]),
    'link to a file': (path) => symlink('/etc/passwd', path),
    'link to an endless device': (path) => symlink('/dev/zero', path),
    folder: (path) => mkdir(path),
  };

  async function placeWith(name: string, make: (path: string) => Promise<unknown>): Promise<HostilePlace> {
    const place = await hostilePlace('folder');
    await place.plantList(['config.json']);
    const path = join(place.store.name, name);
    await rename(path, `${path}.away`);
    await make(path);
    return place;
  }

  it.each(Object.keys(special))(
    'has no list and no content in a %s, and does not wait for it',
    async (kind) => {
      const isLink = kind.startsWith('link');
      const { store, run } = await placeWith(list, special[kind]!);
      expect(await restoreRun(store, 'one', run, -1)).toBe(false);
      await expect(store.read(list, 1000, text)).rejects.toMatchObject({
        code: isLink ? 'PATH_REFUSED' : 'STORE_FAILED',
      });
      const place = await placeWith(`one/000001/files/${SHA256}`, special[kind]!);
      const before = await place.surroundings();
      await expect(restoreRun(place.store, 'one', place.run, -1)).rejects.toThrow(
        isLink
          ? /^Expected a path below .* with no link on its way, got /
          : /^Expected .* to be a file, got a link, a folder, a pipe or a device\.$/,
      );
      expect(await place.surroundings()).toEqual(before);
    },
  );

  it.each(['one', 'one/000001/saved', 'one/000001/files'])('follows no link at %s', async (name) => {
    const place = await placeWith(name, (path) => symlink(`${path}.away`, path));
    const attempt = restoreRun(place.store, 'one', place.run, -1);
    if (name.endsWith('saved')) expect(await attempt).toBe(false);
    else await expect(attempt).rejects.toThrow(/^Expected a path below .* with no link on its way, got /);
    const before = await place.surroundings();
    await expect(place.store.create(`${name}/new`, new Uint8Array(1))).rejects.toThrow('no link on its way');
    expect(await place.surroundings()).toEqual(before);
  });

  it.each(['../around/outside', '/etc/passwd', 'a\n/../../x', ''])(
    'reads, writes, lists and removes nothing at %j',
    async (name) => {
      const { store, surroundings } = await hostilePlace('folder');
      const before = await surroundings();
      const refusal = expect.objectContaining({ code: 'PATH_REFUSED' });
      await expect(store.read(name, 1000, text)).rejects.toThrow(refusal);
      await expect(store.create(name, new Uint8Array(1))).rejects.toThrow(refusal);
      await expect(store.list(name)).rejects.toThrow(refusal);
      await expect(store.remove(name)).rejects.toThrow(refusal);
      expect(await surroundings()).toEqual(before);
    },
  );

  it('reads nothing of a terabyte where seven bytes were saved', async () => {
    const place = await placeWith(`one/000001/files/${SHA256}`, async (path) => {
      const file = await open(path, 'w');
      await file.truncate(2 ** 40);
      await file.close();
    });
    await expectRefusal(place, /to have at most 7 bytes, got more\.$/);
  });

  it('gets no link, pipe, lock or odd name of a run, and no two names that are one elsewhere', async () => {
    const { store, run } = await hostilePlace('folder');
    await symlink('/etc/passwd', join(run, 'link'));
    await symlink(dirname(run), join(run, 'up'));
    execFileSync('mkfifo', [join(run, 'pipe')]);
    for (const name of ['run.lock', 'run.lock-1', '.DS_Store', 'a\nb', 'a"b'])
      await writeFile(join(run, name), '');
    const attempt = await Attempt.claim(store, 'one', {});
    expect(await attempt.save(run, 1)).toBe(true);
    const [saved] = (await store.list('one')).filter((name) => name.includes('/saved/'));
    const { files } = JSON.parse((await store.read(saved!, 1e6, text))!) as { files: object };
    expect(Object.keys(files)).toEqual(['config.json']);
    await writeFile(join(run, 'Config.json'), '');
    await expect(attempt.save(run, 2)).rejects.toThrow(
      /to hold a run that can be restored on any machine, got both ".onfig\.json" \(string\) and ".onfig\.json"/,
    );
  });
});
