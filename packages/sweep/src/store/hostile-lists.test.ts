import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Attempt } from './attempt.ts';
import { restoreRun, savedProgress } from './saved-run.ts';
import { isSafePath } from './store.ts';
import { expectRefusal, hostilePlace, listOf, SHA256 } from './testing/hostile.ts';

const runs = process.env.LONGRANGE_WHOLE === '1' ? 150 : 50;
const LIST = 'one/000001/saved/000001.json';

const file = { sha256: SHA256, bytes: 7 };
const list = (files: unknown, more = {}): string =>
  JSON.stringify({ formatVersion: 1, progress: 1, files, ...more });
/** Some that `isSafePath` refuses; place-within.test.ts has all kinds. */
const paths = ['a\n/../../../x', '..', '/a', '\0', 'C:/x', '.ssh/keys'];

describe('a list', () => {
  it.each([
    ...paths.map((path) => [`the path ${JSON.stringify(path)}`, listOf(['config.json', path])]),
    ['another format', list({}, { formatVersion: 2 })],
    ['50,000 arrays in each other', `{"files":${'['.repeat(50_000)}${']'.repeat(50_000)}}`],
    ['a progress beyond all steps', list({}, { progress: 1e300 })],
    ['a hash that is a path', list({ a: { ...file, sha256: '../../x' } })],
    ['a hash with a line break', list({ a: { ...file, sha256: `${SHA256}\n` } })],
    ['2^31 bytes', list({ a: { ...file, bytes: 2 ** 31 } })],
    ['more than 2^36 bytes in all', list({ ...Array(33).fill({ ...file, bytes: 2 ** 31 - 1 }) })],
    ['a file that is also a folder', listOf(['b', 'a/c', 'a (2)', 'a', 'a-b'])],
    ['two files that differ in case', listOf(['Config.json', 'config.json'])],
    ['two files that differ in how an accent is written', listOf(['é', 'e\u0301'])],
  ])('with %s is refused', async (_, content) => {
    const place = await hostilePlace('folder');
    await place.plant(LIST, content!);
    await expectRefusal(
      place,
      /^Expected one\/000001\/saved\/000001\.json in .* (?:to list the files of a run, got .*|to have at most 16777216 bytes, got more)\.$/s,
    );
  });

  it('leads many times inside the run, or nowhere', async () => {
    const place = await hostilePlace('folder');
    const { 'runs/one/config.json': _, ...before } = await place.surroundings();
    const name = fc.constantFrom('..', '.', '', 'a', 'b', 'A', '\n', '\0', 'a\n', '\\', ' ', 'é', 'x', 'one');
    const pathOf = (names: fc.Arbitrary<string>, constraints: fc.ArrayConstraints) =>
      fc.array(names, constraints).map((parts) => parts.join('/'));
    const path = fc.oneof(
      pathOf(name, { maxLength: 4 }),
      pathOf(fc.constantFrom('a', 'b', 'c', 'x', 'one'), { minLength: 1, maxLength: 3 }),
    );
    let restored = 0;
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(path, { minLength: 1, maxLength: 3 }), async (paths) => {
        await place.plantList(paths);
        try {
          expect(await restoreRun(place.store, 'one', place.run, -1)).toBe(true);
          for (const one of paths) expect(await readFile(join(place.run, one), 'utf8')).toBe('content');
          restored++;
        } catch (error) {
          expect(error).toMatchObject({ code: 'STORE_FAILED' });
        }
        const around = Object.entries(await place.surroundings());
        expect(Object.fromEntries(around.filter(([one]) => !one.startsWith('runs/one/')))).toEqual(before);
      }),
      { numRuns: runs, seed: 39 },
    );
    expect(restored).toBeGreaterThan(runs / 6);
  });
});

describe.each(['folder', 'S3'] as const)('in a store in %s', (kind) => {
  it('a list that is refused is not passed over for an older one; a torn one is', async () => {
    const place = await hostilePlace(kind);
    await place.plantList(['config.json'], '000001');
    await place.plant('one/000002/saved/000001.json', listOf(['config.json']).slice(0, -1));
    expect(await savedProgress(place.store, 'one')).toBe(1);
    await place.plantList(['a/..'], '000003');
    await expectRefusal(place, /one\/000003\/saved\/000001\.json in .* got the path "a\/\.\." \(string\)/);
  });

  it('a list may name more than it has, other content, or less than there is', async () => {
    const place = await hostilePlace(kind);
    await place.plantList(['config.json']);
    await place.plant(`one/000001/files/${SHA256}`, 'another');
    await expectRefusal(
      place,
      /^Expected the files of one, attempt 1, in .* as they were saved, got others\.$/,
    );
    await place.plant(`one/000001/files/${SHA256}`, 'content and more');
    await expectRefusal(place, /^Expected .*[0-9a-f]{64}.* to have at most 7 bytes, got more\.$/);
    await place.plant(LIST, ' '.repeat(2 ** 24 + 1));
    await expectRefusal(place, /000001\.json.* to have at most 16777216 bytes, got more\.$/);
  });

  it.each([
    ...'one/1000000/claim.json one/0x0009/claim.json one/٠٠٠٠٠٩/claim.json one/000009/other.json'.split(' '),
    ...['one/000009/files/abc', 'one/000009\n/claim.json', 'one/000009/claim.json\n', 'one/<Key>/claim.json'],
    ...['one/000009/.tmp-1', 'one/000009/\u202eclaim.json', 'one2/000009/claim.json', 'one/&#48;/claim.json'],
  ])('a file called %j is no attempt', async (name) => {
    const place = await hostilePlace(kind);
    await place.plant(name, listOf(['config.json']));
    expect((await place.store.list('one')).filter((one) => !isSafePath(one))).toEqual([]);
    expect(await restoreRun(place.store, 'one', place.run, -1)).toBe(false);
    expect((await Attempt.claim(place.store, 'one', {})).number).toBe(1);
  });

  it('there are no more attempts than numbers, and none of others in the place of the own', async () => {
    const place = await hostilePlace(kind);
    const attempt = await Attempt.claim(place.store, 'one', {});
    await place.plant(LIST, listOf([]));
    await expect(attempt.save(place.run, 1)).rejects.toThrow(
      /^Expected nobody but attempt 1 to make one\/000001\/saved\/000001\.json in .*, got a file with another content\.$/,
    );
    await place.plant('one/999999/claim.json', '');
    await expect(Attempt.claim(place.store, 'one', {})).rejects.toThrow(
      /^Expected to begin an attempt at one in .* after attempt 999999, got all of the next 100 numbers taken, or above 999999\.$/,
    );
  });
});
