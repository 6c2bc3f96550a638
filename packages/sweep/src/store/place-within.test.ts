import { mkdir, mkdtemp, readdir, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { isAbsolute, join, relative, resolve } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isSafePath, placeWithin } from './store.ts';

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
    'metrics.jsonl',
    'checkpoints/step-000500/COMPLETE',
    'checkpoints/step-000500.previous/weights.bin',
    'eval/step-003912-20261127-235548/report.html',
    'tensorboard/events.out.tfevents.1764426000.node-7.example.org.4711.0',
    'my sweep/0123456789abcdef/000001/saved/000014.json',
    'größer_ als (2), a+b=c@d/é',
  ])('takes %s', async (path) => {
    expect(await placeWithin(root, path)).toBe(join(root, path));
  });

  it.each([
    ['a parent', '..'],
    ['a parent in the end', 'a/..'],
    ['a parent on the way', 'a/../../b'],
    ['a line break before a parent', 'a\n/../../../outside'],
    ['a carriage return', 'a\r/b'],
    ['the folder itself', '.'],
    ['nothing', ''],
    ['an empty name', 'a//b'],
    ['an absolute path', '/etc/passwd'],
    ['an end with a slash', 'a/'],
    ['NUL', 'a\0b'],
    ['NUL after a name', 'weights.bin\0.json'],
    ['a backslash', 'a\\..\\b'],
    ['a drive', 'C:/x'],
    ['a stream of NTFS', 'a:b'],
    ['a hidden file', '.ssh/authorized_keys'],
    ['a temporary file', 'a/.tmp-1'],
    ['a name that ends in a dot', 'a./b'],
    ['a name that ends in a space', 'a /b'],
    ['an escape', 'a\u001b[2J'],
    ['another direction', 'a\u202eb'],
    ['a line separator', 'a\u2028b'],
    ['half a character', 'a\ud800'],
    ['a variable', '$HOME/a'],
    ['a home', '~/a'],
    ['a substitution', 'a`id`'],
    ['a glob', 'a/*'],
    ['percent', '%2e%2e/a'],
    ['a full-width slash and dots', '．．／a'],
    ['a long path', 'a'.repeat(1025)],
    ['no text', 1 as unknown as string],
    ['null', null as unknown as string],
  ])('refuses %s', async (_, path) => {
    await expect(placeWithin(root, path)).rejects.toThrow(
      expect.objectContaining({
        code: 'PATH_REFUSED',
        message: expect.stringMatching(/^Expected a path below /),
      }),
    );
  });

  it.each(['link', 'up', 'up/outside', 'up/new', 'inside', 'inside/step-000500', 'dangling', 'dangling/a'])(
    'follows no link: %s',
    async (path) => {
      await expect(placeWithin(root, path)).rejects.toThrow(/with no link on its way, got /);
    },
  );

  it('takes a root that is itself behind a link, and one that is not there yet', async () => {
    await symlink(root, join(folder, 'behind'));
    expect(await placeWithin(join(folder, 'behind'), 'checkpoints/new')).toBe(
      join(folder, 'behind', 'checkpoints', 'new'),
    );
    expect(await placeWithin(join(folder, 'later'), 'a/b')).toBe(join(folder, 'later', 'a', 'b'));
    expect(await placeWithin('/', 'outside of all roots')).toBe('/outside of all roots');
  });

  it('leads 10,000 keys inside the root, or nowhere', async () => {
    const before = await readdir(folder);
    const real = await realpath(root);
    const nasty = fc.constantFrom(
      '..',
      '.',
      '',
      'a',
      'up',
      'link',
      'inside',
      '\n',
      '\0',
      'a\n',
      '/',
      '\\',
      ' ',
      '…',
      'é',
    );
    const key = fc.oneof(
      fc
        .array(fc.oneof(nasty, fc.string({ unit: 'binary', maxLength: 4 })), { maxLength: 6 })
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
      { numRuns: 10_000, seed: 39 },
    );
    expect(taken).toBeGreaterThan(300);
    expect(await readdir(folder)).toEqual(before);
  });
});
