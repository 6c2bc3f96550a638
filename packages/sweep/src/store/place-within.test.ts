import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { isAbsolute, join, relative, resolve } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isSafePath, placeWithin } from './store.ts';

const keys = process.env.LONGRANGE_WHOLE === '1' ? 10_000 : 2000;
let folder: string;
let root: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'longrange-place-'));
  root = join(folder, 'root');
  await mkdir(join(root, 'checkpoints', 'step-000500'), { recursive: true });
  await writeFile(join(folder, 'outside'), 'outside');
  await symlink(folder, join(root, 'up'));
  await symlink(join(folder, 'outside'), join(root, 'link'));
  await symlink(join(root, 'checkpoints'), join(root, 'inside'));
  await symlink(join(folder, 'nowhere'), join(root, 'dangling'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('placeWithin', () => {
  it.each([
    'checkpoints/step-000500.previous/weights.bin',
    'tensorboard/events.out.tfevents.1764426000.node-7.example.org.4711.0',
    'my sweep/0123456789abcdef/000001/saved/000014.json',
    'größer_ als (2), a+b=c@d/é',
  ])('takes %s', async (path) => {
    expect(await placeWithin(root, path)).toBe(join(root, path));
  });

  it.each([
    ...'.. a/.. . a//b /etc/passwd a/ a\\..\\b C:/x .ssh/authorized_keys a/.tmp-1 a./b'.split(' '),
    ...'$HOME/a ~/a a`id` a/* %2e%2e/a ．．／a a\0b a\u001b[2J a\u202eb a\ud800'.split(' '),
    ...['', 'a /b', 'a\n/../../../outside', 'a\u2028b', 'a'.repeat(1025), null as unknown as string],
  ])('refuses %j', async (path) => {
    await expect(placeWithin(root, path)).rejects.toMatchObject({
      code: 'PATH_REFUSED',
      message: expect.stringMatching(/^Expected a path below /),
    });
  });

  it.each(['link', 'up/new', 'inside/step-000500', 'dangling/a'])('follows no link: %s', async (path) => {
    await expect(placeWithin(root, path)).rejects.toThrow(/with no link on its way, got /);
  });

  it('takes a root that is itself behind a link, and one that is not there yet', async () => {
    await symlink(root, join(folder, 'behind'));
    expect(await placeWithin(join(folder, 'behind'), 'checkpoints/new')).toBe(
      join(folder, 'behind', 'checkpoints', 'new'),
    );
    expect(await placeWithin(join(folder, 'later'), 'a/b')).toBe(join(folder, 'later', 'a', 'b'));
    expect(await placeWithin('/', 'outside of all roots')).toBe('/outside of all roots');
  });

  it('leads thousands of keys inside the root, or nowhere', async () => {
    const real = await realpath(root);
    const nasty = fc.constantFrom(...'..|.||a|up|link|inside|\n|\0|a\n|/|\\| |…|é'.split('|'));
    // fast-check takes a second to prepare its own, `binary`.
    const anyCharacter = fc.nat(0x10ffff).map((code) => String.fromCodePoint(code));
    const key = fc.oneof(
      fc
        .array(fc.oneof(nasty, fc.string({ unit: anyCharacter, maxLength: 4 })), { maxLength: 6 })
        .map((parts) => parts.join('/')),
      fc.array(nasty, { maxLength: 8 }).map((parts) => parts.join('')),
      fc.string({ unit: 'grapheme-ascii', maxLength: 12 }),
    );
    let taken = 0;
    await fc.assert(
      fc.asyncProperty(key, async (path) => {
        const place = await placeWithin(root, path).catch((error: { code: string }) => error.code);
        if (place === 'PATH_REFUSED') return;
        taken++;
        expect(isSafePath(path)).toBe(true);
        const inside = relative(real, resolve(real, relative(root, place)));
        expect(inside !== '' && !inside.startsWith('..') && !isAbsolute(inside)).toBe(true);
        expect(['up', 'link', 'inside']).not.toContain(path.split('/')[0]);
      }),
      { numRuns: keys, seed: 39 },
    );
    expect(taken).toBeGreaterThan(keys * 0.03);
  });
});
